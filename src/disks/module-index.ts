// What depmod(8) wrote about the kernel's modules: where they lie, what they need, which hardware they drive.

import { readFileSync } from 'node:fs';
import { matchAlias } from './alias.ts';

export interface ModuleIndex {
  /** The directory that the paths below are relative to, `/lib/modules/6.1.0-56-cloud-amd64`. */
  readonly directory: string;
  /** Path of a module's file, undefined when it is built in or not there. */
  path(name: string): string | undefined;
  /** The modules to load before `name`: those it cannot do without, and those it would rather have. */
  needs(name: string): { readonly hard: readonly string[]; readonly soft: readonly string[] };
  /** The modules whose aliases match, in the order of modules.alias. */
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

/** `pci` of `pci:v00001AF4d*`, `acpi` of `acpi*:PNP0C0C:*`: a pattern matches only what has the same. */
function family(alias: string): string {
  return /^\w*/.exec(alias)?.[0] ?? '';
}

/** The patterns with their modules, by family: a real kernel has twenty thousand, and PID 1 asks for each device. */
function readAliases(lines: readonly string[]): Map<string, (readonly [pattern: string, name: string])[]> {
  const families = new Map<string, (readonly [string, string])[]>();
  for (const line of lines) {
    const [keyword, pattern, name] = line.split(' ');
    if (keyword !== 'alias' || pattern === undefined || name === undefined) continue;
    const key = family(pattern);
    const members = families.get(key);
    if (members) members.push([pattern, moduleName(name)]);
    else families.set(key, [[pattern, moduleName(name)]]);
  }
  return families;
}

/** Reads modules.dep, modules.alias and modules.softdep in `directory`; a file that is missing counts as empty. */
export function readModuleIndex(directory: string): ModuleIndex {
  const paths = new Map<string, string>();
  const hard = new Map<string, string[]>();
  for (const line of linesOf(directory, 'modules.dep')) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const name = moduleName(line.slice(0, colon));
    paths.set(name, line.slice(0, colon));
    hard.set(
      name,
      line
        .slice(colon + 1)
        .split(' ')
        .filter(Boolean)
        .map(moduleName),
    );
  }

  const soft = new Map<string, string[]>();
  for (const line of linesOf(directory, 'modules.softdep')) {
    const [keyword, name, ...rest] = line.split(/\s+/);
    if (keyword !== 'softdep' || name === undefined) continue;
    const post = rest.indexOf('post:');
    const before = (post < 0 ? rest : rest.slice(0, post)).filter((word) => word !== 'pre:' && word !== '');
    soft.set(moduleName(name), [...(soft.get(moduleName(name)) ?? []), ...before]);
  }

  const aliases = readAliases(linesOf(directory, 'modules.alias'));
  const match = (alias: string): string[] => {
    const candidates = aliases.get(family(alias)) ?? [];
    return [...new Set(candidates.filter(([pattern]) => matchAlias(pattern, alias)).map(([, name]) => name))];
  };
  // A soft dependency is the name of a module or an alias such as crypto-crc32c.
  const byNameOrAlias = (word: string): string[] => (paths.has(moduleName(word)) ? [moduleName(word)] : match(word));
  return {
    directory,
    path: (name) => paths.get(moduleName(name)),
    needs: (name) => ({
      hard: hard.get(moduleName(name)) ?? [],
      soft: (soft.get(moduleName(name)) ?? []).flatMap(byNameOrAlias),
    }),
    match,
  };
}
