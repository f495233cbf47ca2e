// What depmod(8) wrote about the kernel's modules: where they lie, what they need, which hardware they drive.

import { readFileSync } from 'node:fs';
import { matchAlias, normalAlias } from './alias.ts';

export interface ModuleIndex {
  /** The directory that the paths below are relative to, `/lib/modules/6.1.0-56-cloud-amd64`. */
  readonly directory: string;
  /** Path of a module's file, undefined when it is built in or not there. */
  path(name: string): string | undefined;
  /** Whether the kernel has it built in. */
  builtin(name: string): boolean;
  /** The modules that `name` cannot do without. */
  dependencies(name: string): readonly string[];
  /** The modules whose own aliases match, in the order of modules.alias. */
  match(alias: string): readonly string[];
}

/** A module's name as the kernel has it: `-` and `_` are the same. */
function moduleName(path: string): string {
  const file = path.slice(path.lastIndexOf('/') + 1);
  return file.replace(/\.ko(\.\w+)?$/, '').replaceAll('-', '_');
}

function linesOf(directory: string, file: string): string[] {
  try {
    return readFileSync(`${directory}/${file}`, 'utf8').split('\n');
  } catch {
    return [];
  }
}

interface Alias {
  readonly pattern: string;
  readonly name: string;
  /** Of its line. */
  readonly number: number;
}

/**
 * Patterns are filed by as many characters of their start as stand before a wildcard, because a real kernel has twenty
 * thousand: up to the end of a PCI device's maker, of the bus, or none.
 */
const keyLengths = ['pci:v00001AF4d'.length, 'pci'.length, 0] as const;

function readAliases(lines: readonly string[]): Map<string, Alias[]> {
  const byStart = new Map<string, Alias[]>();
  for (const [number, line] of lines.entries()) {
    const [keyword, given, name] = line.split(' ');
    if (keyword !== 'alias' || given === undefined || name === undefined) continue;
    const pattern = normalAlias(given);
    const wildcard = pattern.search(/[*?[\\]/);
    const literal = wildcard < 0 ? pattern.length : wildcard;
    const key = pattern.slice(
      0,
      keyLengths.find((length) => length <= literal),
    );
    const alias = { pattern, name: moduleName(name), number };
    const filed = byStart.get(key);
    if (filed) filed.push(alias);
    else byStart.set(key, [alias]);
  }
  return byStart;
}

/** Reads modules.dep, modules.alias and modules.builtin in `directory`; a file that is missing counts as empty. */
export function readModuleIndex(directory: string): ModuleIndex {
  const paths = new Map<string, string>();
  const dependencies = new Map<string, string[]>();
  for (const line of linesOf(directory, 'modules.dep')) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const name = moduleName(line.slice(0, colon));
    const needed = line.slice(colon + 1).split(' ');
    paths.set(name, line.slice(0, colon));
    dependencies.set(name, needed.filter(Boolean).map(moduleName));
  }

  const aliases = readAliases(linesOf(directory, 'modules.alias'));
  let builtin: ReadonlySet<string> | undefined;
  return {
    directory,
    path: (name) => paths.get(moduleName(name)),
    builtin(name) {
      // Seldom asked, and not by a boot in which all goes well.
      builtin ??= new Set(linesOf(directory, 'modules.builtin').filter(Boolean).map(moduleName));
      return builtin.has(moduleName(name));
    },
    dependencies: (name) => dependencies.get(moduleName(name)) ?? [],
    match(given) {
      const alias = normalAlias(given);
      const candidates = keyLengths.flatMap((length) => aliases.get(alias.slice(0, length)) ?? []);
      const found = candidates.filter(({ pattern }) => matchAlias(pattern, alias));
      return [...new Set(found.sort((a, b) => a.number - b.number).map(({ name }) => name))];
    },
  };
}
