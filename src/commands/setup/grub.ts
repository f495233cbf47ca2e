// baton as a kernel and an initramfs beside those of the system, which GRUB starts by an entry of its own.

import { readdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { blockStep } from './grub-block.ts';
import type { GrubPlaces } from './grub-places.ts';
import { asDefault, entryId, grubScript, isDefault, isMadeBy, isOwnScript, type ScriptFacts } from './grub-script.ts';
import type { SetupFile } from './image.ts';
import { digestOf, placeFile, requireRoom, unfinished } from './place-file.ts';
import { scriptStep } from './script-step.ts';
import type { Step } from './step.ts';
import type { SetupWishes } from './wishes.ts';

/** Of a file's digest as much as its name has: two versions lie side by side until grub.cfg names the new one. */
const digits = 12;
const ownName = /^(?:vmlinuz-[0-9a-f]{12}|initramfs-[0-9a-f]{12}\.img)(?:\.new)?$/;

export interface Parts {
  readonly kernel: SetupFile;
  readonly initrd: SetupFile;
}

/** What stands in the place of the program that writes the entry; undefined where nothing does. Raises Node's errors. */
async function readScript({ script }: GrubPlaces): Promise<string | undefined> {
  return readFile(script, 'utf8').catch((failure: NodeJS.ErrnoException) => {
    if (failure.code === 'ENOENT') return undefined;
    throw failure;
  });
}

/** The program, where it is baton's; undefined where there is none, or somebody else's. Raises Node's errors. */
export async function ownScript(places: GrubPlaces): Promise<string | undefined> {
  const text = await readScript(places);
  return text !== undefined && isOwnScript(text) ? text : undefined;
}

/** The names of baton's files in its directory. */
export async function ownFiles({ directory }: Pick<GrubPlaces, 'directory'>): Promise<string[]> {
  return (await readdir(directory).catch(() => [])).filter((name) => ownName.test(name)).sort();
}

/**
 * What has to be done so that baton's files lie in /boot and GRUB has an entry for them.
 * @param parts undefined where they are there already, and only what is started is to be another
 * @throws a sentence where that cannot be, before anything is changed
 */
export async function grubSteps(
  places: GrubPlaces,
  parts: Parts | undefined,
  { start, cmdline }: SetupWishes,
): Promise<readonly Step[]> {
  const before = await readScript(places);
  if (before !== undefined && !isOwnScript(before))
    throw new Error(`${places.script} is there already and is not baton's. Give it another name.`);
  if (!parts && before === undefined)
    throw new Error('baton is not set up here. Give its parts with --kernel and --initrd.');
  if (start === 'once' && places.notOnce !== undefined) throw new Error(places.notOnce);
  const configuration = await readFile(places.configuration, 'utf8');
  if (start !== undefined && /^\s*set superusers=/m.test(configuration))
    throw new Error(
      `${places.configuration} has superusers, so that GRUB would ask for a password before it starts baton, and wait where nobody gives it. Leave out --try and --default, and choose "baton" in the menu of GRUB.`,
    );
  const steps: Step[] = [];
  let script = before ?? '';
  let kept = await ownFiles(places);
  if (parts) {
    const cut = kept.filter((name) => name.endsWith(unfinished(''))).map((name) => join(places.directory, name));
    steps.push(...cut.map(removeFile));
    const { directory } = places;
    const kernel = `vmlinuz-${(await digestOf(parts.kernel.path)).slice(0, digits)}`;
    const initrd = `initramfs-${(await digestOf(parts.initrd.path)).slice(0, digits)}.img`;
    const files = [
      [parts.kernel, join(directory, kernel)],
      [parts.initrd, join(directory, initrd)],
    ] as const;
    let room = 0;
    for (const [file, target] of files) {
      const placing = await placeFile(file, target);
      if (placing) room += file.size;
      steps.push(...(placing ?? []));
    }
    await requireRoom(directory, room, cut);
    const always = before !== undefined && isDefault(before);
    const facts: ScriptFacts = { directory, kernel, initrd, cmdline: cmdline ?? places.cmdline, always };
    script = grubScript(facts);
    kept = [kernel, initrd, ...cut.map((path) => basename(path))];
  }
  if (start === 'always') script = asDefault(script);
  // One that was interrupted may have written the program alone, and grub.cfg names other files.
  if (script !== before || !isMadeBy(configuration, script)) {
    const what = start === 'always' ? `, and "baton" is GRUB's default from now on` : '';
    steps.push(scriptStep(places, before, script, `Write ${places.script} and run ${places.update.join(' ')}${what}.`));
  }
  if (start === 'once')
    steps.push(
      blockStep(places, { next_entry: entryId }, `Set next_entry in ${places.block}: the next start alone is baton's.`),
    );
  const old = (await ownFiles(places)).filter((name) => !kept.includes(name));
  for (const name of old) steps.push(removeFile(join(places.directory, name)));
  return steps;
}

/** A file that may be gone when its turn comes. */
export function removeFile(path: string): Step {
  return { text: `Remove ${path}.`, run: () => rm(path, { force: true }) };
}
