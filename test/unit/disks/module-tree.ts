// A directory of kernel modules that depmod(8) and modprobe(8) take for real, and what modprobe makes of it.

import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { searchPath } from '../../../build/command.ts';

const env = { ...process.env, PATH: searchPath };

export interface ModuleOfTree {
  /** The modules that it needs. */
  readonly needs?: readonly string[];
  readonly aliases?: readonly string[];
  /** As in MODULE_SOFTDEP: `pre: a post: b`. */
  readonly softdep?: string;
}

/**
 * Makes `ROOT/lib/modules/1.0` with the modules and, by name only, those that are built in; returns its path. Each
 * module is what the assembler makes of the sections that depmod looks at: it has a symbol, and wants those of others.
 */
export function makeModuleTree(
  root: string,
  modules: Readonly<Record<string, ModuleOfTree>>,
  builtin: readonly string[] = [],
): string {
  const directory = join(root, 'lib/modules/1.0');
  const files: string[] = [];
  for (const [name, { needs = [], aliases = [], softdep }] of Object.entries(modules)) {
    const facts = [`name=${name}`, ...aliases.map((alias) => `alias=${alias}`)];
    if (softdep !== undefined) facts.push(`softdep=${softdep}`);
    const file = `kernel/drivers/${name}.ko`;
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    const symbol = (of: string) => `symbol_of_${of.replaceAll('-', '_')}`;
    const source = [
      '.section .modinfo,"a"',
      ...facts.map((fact) => `.asciz "${fact}"`),
      '.section __ksymtab_strings,"a"',
      `.asciz "${symbol(name)}"`,
      '.data',
      ...needs.map((needed) => `.quad ${symbol(needed)}`),
      '',
    ].join('\n');
    execFileSync('as', ['-o', join(directory, file), '-'], { input: source, env });
    files.push(file);
  }
  writeFileSync(join(directory, 'modules.order'), files.map((file) => `${file}\n`).join(''));
  writeFileSync(join(directory, 'modules.builtin'), builtin.map((name) => `kernel/${name}.ko\n`).join(''));
  writeFileSync(join(directory, 'modules.builtin.modinfo'), '');
  execFileSync('depmod', ['-b', root, '1.0'], { env, stdio: 'pipe' });
  return directory;
}

/**
 * The lines that modprobe prints with `options`, each once, for the tree at `root`, with its configuration from `directories`.
 * With `cmdline`, that is the kernel's command line, which takes a mount namespace and so root. Nothing if it fails.
 */
export function modprobe(
  root: string,
  directories: readonly string[],
  options: readonly string[],
  cmdline?: string,
): string[] {
  const places = directories.flatMap((directory) => ['-C', directory]);
  const command = ['modprobe', '-q', '-d', root, '-S', '1.0', ...places, ...options];
  if (cmdline !== undefined) {
    const file = join(root, 'cmdline');
    writeFileSync(file, `${cmdline}\n`);
    command.unshift('unshare', '-m', 'sh', '-c', 'mount --bind "$0" /proc/cmdline && exec "$@"', file);
  }
  try {
    const printed = execFileSync(command[0]!, command.slice(1), {
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return [...new Set(printed.split('\n').map((line) => line.trim()))].filter(Boolean);
  } catch {
    return [];
  }
}
