// Settings from a TOML file. https://toml.io/en/v1.0.0

import type { Given, Layer } from './layer.ts';
import { nearest } from './nearest.ts';
import { type Field, fields, settingOf } from './schema.ts';

/** A file with more bytes is none of settings. */
export const longestFile = 64 * 1024;
/** Tables in tables beyond this depth are refused. */
const deepest = 8;
/** So many problems of one file are told; the first ones help most. */
const mostProblems = 20;

const byName: ReadonlyMap<string, Field> = new Map(fields.map((field) => [settingOf(field).name, field]));

const nothing = /^\s*(#.*)?$/;

/**
 * The layer of a file. What cannot be used is told with the line that it stands in and what was expected there; the
 * rest is used, and of a file that is not TOML nothing. Never throws.
 * @param name what the file is called in these sentences
 */
export async function readToml(bytes: Uint8Array, name: string): Promise<Layer> {
  const refused = (problem: string): Layer => ({ values: new Map(), problems: [problem] });
  if (bytes.length > longestFile) return refused(`${name} is not used: it is longer than ${longestFile} bytes.`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refused(`${name} is not used: it is not UTF-8.`);
  }
  if (text.split('\n').every((line) => nothing.test(line))) return { values: new Map(), problems: [] };
  // Read where there is something to be read by it.
  const { parse } = await import('smol-toml');
  try {
    return check(parse(text, { maxDepth: deepest }), text, name);
  } catch (failure) {
    const { message, line } = failure as Error & { line?: number };
    const why = message.split('\n')[0]!.replace('Invalid TOML document: ', '');
    return refused(
      `${name}${line === undefined ? '' : `, line ${line}`}: this is not TOML (${why}); the file is not used.`,
    );
  }
}

function check(document: Readonly<Record<string, unknown>>, text: string, name: string): Layer {
  const values = new Map<Field, Given>();
  const problems: string[] = [];
  const lines = linesOfKeys(text);
  const walk = (table: Readonly<Record<string, unknown>>, prefix: string): void => {
    for (const [key, value] of Object.entries(table)) {
      const path = `${prefix}${key}`;
      const line = lines.get(path);
      const from = line === undefined ? name : `${name}, line ${line}`;
      const field = byName.get(path);
      if (!field) {
        const isTable = [...byName.keys()].some((known) => known.startsWith(`${path}.`));
        if (isTable && isObject(value)) walk(value, `${path}.`);
        else problems.push(unknown(path, from));
        continue;
      }
      const { type, secret } = settingOf(field);
      const read = type.fromToml(value);
      if (read !== undefined) values.set(field, { value: read, from });
      else problems.push(`${from}: ${path} takes ${type.expects}${secret ? '' : `, not ${shown(value)}`}.`);
    }
  };
  walk(document, '');
  const told = problems.slice(0, mostProblems);
  if (problems.length > told.length) told.push(`${name} has ${problems.length - told.length} more such problems.`);
  return { values, problems: told };
}

function unknown(path: string, from: string): string {
  const near = nearest(path, byName.keys());
  return `${from}: there is no setting ${shown(path)}${near ? `; ${near} is the nearest` : ''}.`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** A value as ASCII, not all of it where it is long. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  const printable = text.replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return printable.length > 60 ? `${printable.slice(0, 57)}...` : printable;
}

/**
 * The lines (from 1) in which keys stand, by their paths: the parser does not tell. A key in an inline table, or
 * written in another way than with bare words, has none.
 */
function linesOfKeys(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  let prefix = '';
  for (const [index, line] of text.split('\n').entries()) {
    const header = /^\s*\[\s*([\w.-]+)\s*\]/.exec(line)?.[1];
    const key = /^\s*([\w-]+(?:\s*\.\s*[\w-]+)*)\s*=/.exec(line)?.[1]?.replace(/\s/g, '');
    if (header !== undefined) prefix = `${header}.`;
    const path = header ?? (key === undefined ? undefined : `${prefix}${key}`);
    if (path !== undefined && !lines.has(path)) lines.set(path, index + 1);
  }
  return lines;
}
