// What is wished for drivers: the files of modprobe.d(5), and the kernel's command line.
// https://man7.org/linux/man-pages/man5/modprobe.d.5.html

import { readdirSync, readFileSync } from 'node:fs';
import type { Parameter } from '../linux/cmdline.ts';
import { normalAlias } from './alias.ts';

export interface ModprobeConfig {
  /** Patterns of aliases, to modules. */
  readonly aliases: readonly { readonly pattern: string; readonly module: string }[];
  /** The modules whose aliases do not count. */
  readonly blacklist: ReadonlySet<string>;
  /** Parameters of a module, or of those that are found by an alias; all that fit are added together. */
  readonly options: readonly { readonly name: string; readonly parameters: string }[];
  /** The first that fits a module counts. `before` and `after` are names or aliases. */
  readonly softdeps: readonly { readonly pattern: string; readonly before: string[]; readonly after: string[] }[];
  /** Why a module may not be loaded at all, as the end of a sentence, by its name. */
  readonly refused: ReadonlyMap<string, Refusal>;
  /** Sentences about what is not understood or not done. */
  readonly remarks: readonly string[];
}

export interface Refusal {
  readonly reason: string;
  /** Whether soft dependencies overrule it, as they do for an `install` command. */
  readonly unlessSoftdep: boolean;
}

/** Of two files of the same name, the one in the directory that comes first counts. */
export const modprobeDirectories = ['/etc', '/run', '/usr/local/lib', '/usr/lib', '/lib'].map(
  (directory) => `${directory}/modprobe.d`,
);

/**
 * Reads the configuration: modules.softdep of the module directory `modules`, the files of `directories`, in the order
 * of their names, and then `kernel`, the parameters of the kernel's command line. A file that cannot be read is
 * remarked on.
 */
export function readModprobeConfig(
  modules: string,
  kernel: readonly Parameter[],
  directories: readonly string[] = modprobeDirectories,
): ModprobeConfig {
  const reader = new Reader();
  const softdep = 'modules.softdep';
  const files = new Map([[softdep, `${modules}/${softdep}`]]);
  for (const directory of directories) {
    for (const name of fileNames(directory)) if (!files.has(name)) files.set(name, `${directory}/${name}`);
  }
  for (const name of [...files.keys()].sort()) {
    const path = files.get(name)!;
    try {
      reader.readText(readFileSync(path, 'utf8'), path);
    } catch (failure) {
      if (name !== softdep) reader.remarks.push(`${path} cannot be read (${(failure as NodeJS.ErrnoException).code}).`);
    }
  }
  for (const parameter of kernel) reader.readParameter(parameter);
  return reader;
}

function fileNames(directory: string): string[] {
  try {
    const entries = readdirSync(directory, { withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory() && /^[^.].*\.(?:conf|alias)$/.test(entry.name))
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}

class Reader implements ModprobeConfig {
  readonly aliases: { pattern: string; module: string }[] = [];
  readonly blacklist = new Set<string>();
  readonly options: { name: string; parameters: string }[] = [];
  readonly softdeps: { pattern: string; before: string[]; after: string[] }[] = [];
  readonly refused = new Map<string, Refusal>();
  readonly remarks: string[] = [];

  readText(text: string, path: string): void {
    // A line that ends in a backslash goes on in the next; any other backslash is dropped, as modprobe does.
    const plain = text.replace(/\\(.)/gs, (_, next: string) => (next === '\n' ? '' : next));
    for (const line of plain.split('\n')) {
      if (line.startsWith('#')) continue;
      const [, keyword, rest] = /^[\t ]*([^\t ]+)[\t ]*(.*)$/s.exec(line) ?? [];
      if (keyword !== undefined && !this.#readCommand(keyword, rest!, path)) {
        this.remarks.push(`${path}: the line "${line.trim()}" is not understood and passed over.`);
      }
    }
  }

  /** Whether it is a command that modprobe.d(5) has. */
  #readCommand(keyword: string, operands: string, path: string): boolean {
    const [, given, rest] = /^([^\t ]+)[\t ]?(.*)$/s.exec(operands) ?? [];
    if (given === undefined) return false;
    const name = normalAlias(given);
    const text = rest!.replaceAll('\t', ' ');
    if (keyword === 'blacklist') this.blacklist.add(name);
    else if (text.trim() === '') return false;
    else if (keyword === 'alias') this.aliases.push({ pattern: name, module: normalAlias(text.trim().split(' ')[0]!) });
    else if (keyword === 'options') this.options.push({ name, parameters: text });
    else if (keyword === 'softdep') this.softdeps.push({ pattern: name, ...parseSoftdep(text) });
    else if (keyword === 'install')
      this.#refuse(name, `${path} has a command run in its place (${text.trim()}), which is not done`);
    else if (keyword === 'remove')
      this.remarks.push(`${path}: the driver ${name} is never removed, so its command (${text.trim()}) is not run.`);
    else return false;
    return true;
  }

  /** `MODULE.PARAMETER=VALUE`, `modprobe.blacklist=` and the kernel's own `module_blacklist=`. */
  readParameter({ name, value }: Parameter): void {
    if (name === 'modprobe.blacklist') for (const part of list(value)) this.blacklist.add(part);
    else if (name === 'module_blacklist') {
      const reason = 'the kernel parameter module_blacklist names it';
      for (const part of list(value)) this.refused.set(part, { reason, unlessSoftdep: false });
    } else {
      const [module, parameter, ...rest] = name.split('.');
      if (!module || !parameter || rest.length > 0) return;
      const quoted = value !== undefined && /\s/.test(value) ? `"${value}"` : value;
      const parameters = value === undefined ? parameter : `${parameter}=${quoted}`;
      this.options.push({ name: normalAlias(module), parameters });
    }
  }

  #refuse(module: string, reason: string): void {
    if (!this.refused.has(module)) this.refused.set(module, { reason, unlessSoftdep: true });
  }
}

function list(value = ''): string[] {
  return value.split(',').filter(Boolean).map(normalAlias);
}

/** `pre: a b post: c`; a word before either counts for neither. */
function parseSoftdep(text: string): { before: string[]; after: string[] } {
  const lists = { before: [] as string[], after: [] as string[] };
  let current: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    if (word === 'pre:') current = lists.before;
    else if (word === 'post:') current = lists.after;
    else current.push(word);
  }
  return lists;
}
