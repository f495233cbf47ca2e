// A profile says what goes into the image beside Node and the program. Its form is told in initramfs/profiles/minimal.txt.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout } from './cache.ts';
import { type KernelKind, kernels } from './kernel.ts';
import { type Target, targets, x86_64 } from './target.ts';

export interface Profile {
  readonly name: string;
  /** Names of modules, and patterns of their paths. */
  readonly modules: readonly ProfileLine[];
  /** Names of programs. */
  readonly tools: readonly ProfileLine[];
  /** Names of layouts of keyboards, with spaces between them. */
  readonly keymaps: readonly ProfileLine[];
}

/** One line that names something, and where it stands, for messages: `standard.txt:12`. */
export interface ProfileLine {
  readonly names: string;
  readonly where: string;
}

const directory = join(checkout, 'initramfs', 'profiles');
const extension = '.txt';
/** Of a section's heading: the lines below it are for every kernel. */
const any = 'any';

/** The profiles that there are, by name. */
export async function profileNames(): Promise<string[]> {
  const names = await readdir(directory);
  return names.filter((name) => name.endsWith(extension)).map((name) => name.slice(0, -extension.length));
}

/** Reads the profile `name` as it is for a kernel. Throws for one that there is not, and for a line that is none of the forms. */
export async function readProfile(name: string, kernel: KernelKind, target: Target = x86_64): Promise<Profile> {
  const names = [...Object.keys(kernels), ...targets.keys()];
  return resolveProfile(name, [kernel, target.name], names, async (wanted) => {
    const names = await profileNames();
    if (!names.includes(wanted)) throw new Error(`there is no profile ${wanted}; choose one of ${names.join(', ')}`);
    return readFile(join(directory, `${wanted}${extension}`), 'utf8');
  });
}

/**
 * As `readProfile`, with the texts of the profiles from `read`. What is included twice counts once.
 * @param chosen the kernel and the processor, of all that are `known` by these names
 */
export async function resolveProfile(
  name: string,
  chosen: readonly string[],
  known: readonly string[],
  read: (name: string) => Promise<string>,
): Promise<Profile> {
  const modules: ProfileLine[] = [];
  const tools: ProfileLine[] = [];
  const keymaps: ProfileLine[] = [];
  const included = new Set<string>();
  const add = async (part: string): Promise<void> => {
    if (included.has(part)) return;
    included.add(part);
    let counts = true;
    for (const [index, text] of (await read(part)).split('\n').entries()) {
      const [word, operand, ...rest] = text.replace(/#.*/, '').trim().split(/\s+/);
      if (!word) continue;
      const where = `${part}${extension}:${index + 1}`;
      const heading = /^\s*\[([\w ]+)\]/.exec(text)?.[1]?.split(' ');
      if (heading) {
        const unknown = heading.find((one) => one !== any && !known.includes(one));
        if (unknown !== undefined)
          throw new Error(
            `${where}: there is no kernel or processor ${unknown}; write one of ${[any, ...known].join(', ')}`,
          );
        counts = heading.every((one) => one === any || chosen.includes(one));
      } else if (!counts) continue;
      else if (operand === undefined) modules.push({ names: word, where });
      else if (word === 'tool' && rest.length === 0) tools.push({ names: operand, where });
      else if (word === 'keymap') keymaps.push({ names: [operand, ...rest].join(' '), where });
      else if (word === 'include' && rest.length === 0) await add(operand);
      else
        throw new Error(
          `${where}: "${text.trim()}" is neither a module, nor \`tool NAME\`, \`keymap NAME\` or \`include NAME\``,
        );
    }
  };
  await add(name);
  return { name, modules, tools, keymaps };
}
