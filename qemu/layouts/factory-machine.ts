// The machine of the factory: baton's kernel and image, but with another first program than baton.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ownOrigin } from '../../build/bundle.ts';
import { cpio } from '../../build/cpio.ts';
import { file } from '../../build/tree.ts';
import { type Image, onSerial } from '../parts.ts';
import { startMachine } from '../start-machine.ts';
import { type Recipe, uuidOf } from './recipe.ts';

export interface Job {
  readonly recipe: Recipe;
  /** Paths of the images that the script changes. */
  readonly disks: readonly string[];
  /** Path of the image with what it puts into them. */
  readonly payload?: string;
}

/** Many times what they take under software emulation, for a busy host. */
const startSeconds = 180;
const scriptSeconds = 180;

/**
 * Runs the scripts of `jobs`, one after the other, in one machine. When the last has ended the machine is cut off.
 * Throws an error that shows the end of the console when one fails.
 * @param directory for the initrd
 */
export async function runFactory(jobs: readonly Job[], image: Image, directory: string): Promise<void> {
  if (jobs.length === 0) return;
  const initrd = join(directory, 'factory.img');
  // The kernel unpacks archives that follow each other; baton's ends at a multiple of four, as it has to.
  await writeFile(initrd, Buffer.concat([await readFile(image.initrd), await archive(jobs)]));
  const images = jobs.flatMap(({ disks, payload }) => [...disks, ...(payload === undefined ? [] : [payload])]);
  await using machine = await startMachine({
    kernel: image.kernel,
    initrd,
    append: `${onSerial} quiet rdinit=/factory`,
    disks: images.map((path) => ({ file: path, write: true })),
    processors: 1,
    memory: 1024,
  });
  const { serial } = machine;
  const failed = /factory: failed: [^\n]*\n|Kernel panic[^\n]*\n/;
  for (const { recipe } of jobs) {
    const done = new RegExp(`factory: ${recipe.name}: done\n`);
    const seconds = scriptSeconds + (recipe === jobs[0]!.recipe ? startSeconds : 0);
    const what = `the layout ${recipe.name} to be made`;
    const { match } = await serial.expect(new RegExp(`${done.source}|${failed.source}`), { seconds, what });
    if (failed.test(match[0])) throw new Error(`${match[0].trim()}. The console shows:\n${serial.screen.trimEnd()}`);
  }
}

/** The archive that follows baton's own: the first program, what it starts, the scripts, and the list of them. */
async function archive(jobs: readonly Job[]): Promise<Buffer> {
  const own = await ownOrigin();
  const script = (name: string) => readFile(join(import.meta.dirname, name));
  let number = 0;
  const lines = jobs.map(({ recipe, disks, payload }) => {
    const devices = disks.map(() => nodeOf(number++));
    const end = recipe.cutOff ? 'cut' : 'whole';
    return [recipe.name, end, payload === undefined ? '-' : nodeOf(number++), uuidOf(recipe.name), ...devices].join(
      ' ',
    );
  });
  return cpio([
    file('factory', await script('factory.sh'), own, 0o755),
    file('factory.d/start', await script('start.sh'), own),
    file('factory.d/lib', await script('lib.sh'), own),
    file('factory.d/list', Buffer.from(`${lines.join('\n')}\n`), own),
    ...jobs.map(({ recipe }) => file(`factory.d/${recipe.name}`, Buffer.from(recipe.script!), own)),
  ]);
}

/** The name that the kernel gives to the virtio disk `number`, from 0: vda, vdb, ..., of which there are at most 26. */
const nodeOf = (number: number) => `/dev/vd${String.fromCharCode(97 + number)}`;
