// README.md's table of settings, out of their schema: `node build/run.mjs build/settings-reference.ts` writes it anew.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fields, parameterOf, settingOf } from '../src/settings/schema.ts';
import { checkout } from './cache.ts';
import { script } from './script.ts';

const path = join(checkout, 'README.md');
const begin = '<!-- The table of settings is written by build/settings-reference.ts. -->\n';
const end = '<!-- The end of the table of settings. -->\n';

/** The table, in Markdown. */
export function settingsTable(): string {
  const rows = fields.map((field) => {
    const { name, type, default: otherwise, text } = settingOf(field);
    const parameter = parameterOf(field);
    const also = parameter === `baton.${name}` ? '' : ` (as a kernel parameter \`${parameter}\`)`;
    return `| \`${name}\`${also} | ${type.expects} | ${shown(otherwise)} | ${text} |`;
  });
  return ['| setting | takes | default | meaning |', '|---|---|---|---|', ...rows, ''].join('\n');
}

/** The README's text with the table as it is to be. Throws where the place for it is missing. */
export function withTable(readme: string): string {
  const from = readme.indexOf(begin);
  const to = readme.indexOf(end);
  if (from < 0 || to < from) throw new Error('README.md has no place for the table of settings');
  return `${readme.slice(0, from)}${begin}\n${settingsTable()}\n${readme.slice(to)}`;
}

function shown(value: unknown): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return `\`${value}\``;
}

if (import.meta.main) {
  await script(async () => {
    await writeFile(path, withTable(await readFile(path, 'utf8')));
    return 0;
  });
}
