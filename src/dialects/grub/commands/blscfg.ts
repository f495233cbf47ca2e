import { type BlsFile, compareBlsFiles, expandBlsValue, parseBlsFile } from '../bls.ts';
import type { Interpreter } from '../interpreter.ts';
import { parseNumber } from '../number.ts';
import { parseOptions } from '../options.ts';
import { BAD_ARGUMENT, OK, type Status } from '../status.ts';
import type { CommandTable } from './command.ts';

/** A Boot Loader Specification entry is a few lines; more than this of one is not read. */
const MAX_SIZE = 64 * 1024;
const MAX_FILES = 5_000;

const OPTIONS = {
  short: { p: 'path', f: 'enable-fallback', d: 'show-default', n: 'show-non-default', e: 'entry' },
  long: {
    path: 'value',
    'enable-fallback': 'flag',
    'show-default': 'flag',
    'show-non-default': 'flag',
    entry: 'value',
  },
} as const;

/**
 * `blscfg` of GRUB 2.14 and, with arguments in place of options, of Red Hat's GRUB: menu entries from Boot Loader
 * Specification files.
 */
export const blscfgCommands: CommandTable = { blscfg, bls_import: blscfg };

async function blscfg(grub: Interpreter, given: string[]): Promise<Status> {
  const options = parseOptions(given, OPTIONS);
  if (typeof options === 'string') return grub.fail(BAD_ARGUMENT, `blscfg: ${options}`);
  const { values, args } = options;
  const [argument] = args;
  const path = values.get('path')?.at(-1) ?? (argument?.startsWith('(') ? argument : undefined);
  const directories = path === undefined ? defaultDirectories(grub) : [path, '/loader/entries'];
  const byId =
    values
      .get('entry')
      ?.at(-1)
      ?.replace(/\.conf$/, '') ?? (/^(?:\(|(?:non-)?default$)/.test(argument ?? '(') ? undefined : argument);
  const only =
    values.has('show-default') || argument === 'default'
      ? true
      : values.has('show-non-default') || argument === 'non-default'
        ? false
        : undefined;
  for (const directory of directories) {
    const entries = await readEntries(grub, directory);
    if (entries.length === 0) continue;
    for (const [index, entry] of entries.sort(compareBlsFiles).entries()) {
      if (byId !== undefined && byId !== entry.id) continue;
      if (only === undefined || only === isDefault(grub.environment.get('default'), entry, index))
        addEntry(grub, entry, directory);
    }
    return OK;
  }
  return grub.fail(OK, `blscfg found no entries in ${directories.join(' and ')}`);
}

function defaultDirectories(grub: Interpreter): string[] {
  return [grub.environment.get('blsdir') ?? '/loader/entries', '/boot/loader/entries'];
}

function isDefault(wanted: string | undefined, { id, values }: BlsFile, index: number): boolean {
  if (!wanted) return false;
  const number = parseNumber(wanted);
  return (
    wanted === id || wanted === values.get('title')?.[0] || (number?.rest === '' && number.value === BigInt(index))
  );
}

async function readEntries(grub: Interpreter, directory: string): Promise<BlsFile[]> {
  const files: BlsFile[] = [];
  for (const name of (await grub.files.list(directory, grub.root)).slice(0, MAX_FILES)) {
    if (name.startsWith('.') || name.length <= '.conf'.length || !name.endsWith('.conf')) continue;
    const bytes = await grub.files.read(grub.files.locate(`${directory}/${name}`, grub.root), MAX_SIZE);
    if (bytes) files.push(parseBlsFile(name.slice(0, -'.conf'.length), Buffer.from(bytes).toString('latin1')));
  }
  return files;
}

function addEntry(grub: Interpreter, { id, values }: BlsFile, directory: string): void {
  const kernel = values.get('linux')?.[0];
  if (kernel === undefined) {
    grub.fail(OK, `${directory}/${id}.conf names no kernel`);
    return;
  }
  const expand = (value: string | undefined) =>
    value === undefined ? undefined : expandBlsValue(value, (name) => grub.environment.get(name));
  const options = expand(values.get('options')?.[0]) ?? expand(grub.environment.get('default_kernelopts')) ?? '';
  const folder = (path: string) => path.slice(0, path.lastIndexOf('/') + 1);
  const initrds = values.get('initrd') ?? [];
  const early = grub.environment.get('early_initrd')?.split(' ') ?? [];
  const all = [...early.map((name) => folder(initrds[0] ?? kernel) + name), ...initrds];
  const tree = expand(values.get('devicetree')?.[0]) ?? prefixed(folder(kernel), grub.environment.get('devicetree'));
  const body = [
    ...(grub.environment.get('save_default') === 'true' ? ['savedefault'] : []),
    'load_video',
    'set gfxpayload=keep',
    'insmod gzio',
    `linux ${kernel} ${options}`,
    ...(all.length > 0 ? [`initrd ${all.join(' ')}`] : []),
    ...(tree === undefined ? [] : [`devicetree ${tree}`]),
  ].join('\n');
  const title = values.get('title')?.[0] ?? kernel;
  const hotkey = values.get('grub_hotkey')?.[0];
  const users = expand(values.get('grub_users')?.[0]);
  grub.menu.push({
    title,
    id,
    hasId: true,
    submenu: false,
    args: [title, ...(values.get('grub_arg') ?? [])],
    body,
    classes: values.get('grub_class') ?? [],
    ...(hotkey === undefined ? {} : { hotkey }),
    ...(users === undefined ? {} : { users }),
    file: grub.file,
    line: grub.line,
  });
}

function prefixed(prefix: string, value: string | undefined): string | undefined {
  return value === undefined ? undefined : prefix + value;
}
