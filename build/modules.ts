// Which of a kernel's modules go into the image: what a profile names, and all that those need.

import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ProfileLine } from './profile.ts';

/** A module directory as depmod describes it: https://man7.org/linux/man-pages/man5/modules.dep.5.html */
export interface ModuleIndex {
  /** Paths relative to the module directory (`kernel/fs/ext4/ext4.ko`), each with the paths it needs. */
  readonly dependencies: ReadonlyMap<string, readonly string[]>;
  /** Paths by module name, in which `-` is written `_`. */
  readonly byName: ReadonlyMap<string, string>;
  /** Module names by alias, of the aliases without wildcards. */
  readonly aliases: ReadonlyMap<string, readonly string[]>;
  /** The names that a module wants loaded before or after it, by module name. */
  readonly soft: ReadonlyMap<string, readonly string[]>;
  /** Paths of what is not a module but in the kernel itself. */
  readonly builtin: readonly string[];
}

/** The name by which the kernel knows the module in a file: `nls_iso8859_1` for `kernel/fs/nls/nls_iso8859-1.ko`. */
export function moduleName(path: string): string {
  return basename(path)
    .replace(/\.ko(?:\.(?:xz|gz|zst))?$/, '')
    .replaceAll('-', '_');
}

function add(map: Map<string, string[]>, key: string, values: readonly string[]): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [...values]);
  else list.push(...values);
}

/** Reads the texts of modules.dep, modules.alias, modules.softdep and modules.builtin. Lines of another form are skipped. */
export function parseIndex(dep: string, alias: string, softdep: string, builtin: string): ModuleIndex {
  const dependencies = new Map<string, string[]>();
  const byName = new Map<string, string>();
  for (const line of dep.split('\n')) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const path = line.slice(0, colon);
    dependencies.set(
      path,
      line
        .slice(colon + 1)
        .split(' ')
        .filter(Boolean),
    );
    byName.set(moduleName(path), path);
  }
  const aliases = new Map<string, string[]>();
  for (const line of alias.split('\n')) {
    const [word, pattern, module] = line.split(' ');
    if (word === 'alias' && pattern && module && !/[*?[]/.test(pattern)) add(aliases, pattern, [module]);
  }
  const soft = new Map<string, string[]>();
  for (const line of softdep.split('\n')) {
    const [word, module, ...names] = line.split(' ');
    if (word === 'softdep' && module)
      add(
        soft,
        moduleName(module),
        names.filter((name) => name && !/^(?:pre|post):$/.test(name)),
      );
  }
  return { dependencies, byName, aliases, soft, builtin: builtin.split('\n').filter(Boolean) };
}

/** Reads the index that depmod wrote into `directory`, such as `…/lib/modules/6.1.0-9-amd64`. */
export async function readIndex(directory: string): Promise<ModuleIndex> {
  const read = (name: string) => readFile(join(directory, `modules.${name}`), 'utf8');
  return parseIndex(await read('dep'), await read('alias'), await read('softdep'), await read('builtin'));
}

function matcher(pattern: string): RegExp {
  const source = pattern.replace(/\*\*|\*|[.+?^${}()|[\]\\]/g, (part) => {
    if (part === '**') return '.*';
    return part === '*' ? '[^/]*' : `\\${part}`;
  });
  return new RegExp(`^kernel/${source}\\.ko(?:\\.\\w+)?$`);
}

/**
 * The paths of the modules that one line of a profile names: a module name, or a pattern if it has a `/`. Throws when
 * it names nothing that the kernel has, be it as a module or built in.
 */
export function resolveLine({ names: line, where }: ProfileLine, index: ModuleIndex): string[] {
  if (line.includes('/')) {
    const matches = matcher(line);
    const found = [...index.dependencies.keys()].filter((path) => matches.test(path));
    if (found.length > 0 || index.builtin.some((path) => matches.test(path))) return found;
  } else {
    const name = moduleName(line);
    const path = index.byName.get(name);
    if (path !== undefined) return [path];
    if (index.builtin.some((built) => moduleName(built) === name)) return [];
  }
  throw new Error(`${where} names ${line}, which this kernel does not have, neither as a module nor built in`);
}

/**
 * All modules that those at `paths` need, themselves included, sorted: their dependencies, and the soft ones of all of
 * them as far as this kernel has them.
 */
export function closure(paths: Iterable<string>, index: ModuleIndex): string[] {
  const found = new Set<string>();
  const queue = [...paths];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    queue.push(...(index.dependencies.get(path) ?? []));
    for (const soft of index.soft.get(moduleName(path)) ?? []) {
      const names = index.aliases.get(soft) ?? [soft];
      for (const name of names) {
        const file = index.byName.get(moduleName(name));
        if (file !== undefined) queue.push(file);
      }
    }
  }
  return [...found].sort();
}
