import { execFile } from 'node:child_process';
import { chmod, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { flush } from '../../bookkeeping/short-write.ts';
import type { GrubPlaces } from './grub-places.ts';
import { hasEntry, isMadeBy } from './grub-script.ts';
import { unfinished } from './place-file.ts';
import type { Step } from './step.ts';

/** os-prober mounts every partition of the machine, and looks into it. */
const patience = 600_000;

/**
 * Writes the program, or takes it away, and has grub.cfg written anew by GRUB's own tools. Undone both are as they were.
 * @param before its text as it is now; undefined where there is none
 * @param after the text that it is to have; undefined where it is to go
 */
export function scriptStep(
  places: GrubPlaces,
  before: string | undefined,
  after: string | undefined,
  text: string,
): Step {
  return {
    text,
    run: async () => {
      await writeScript(places.script, after);
      await update(places);
      if (after === undefined) return requireGone(places);
      if (!isMadeBy(await readFile(places.configuration, 'utf8'), after))
        throw new Error(
          `${places.update.join(' ')} has put no entry into ${places.configuration}. Look at what it prints, and whether that is the file that GRUB reads.`,
        );
    },
    undo: async () => {
      await writeScript(places.script, before);
      await update(places);
    },
  };
}

/** Has grub.cfg written anew, which still has the entry although the program is gone. Not undone. */
export function goneStep(places: GrubPlaces): Step {
  return {
    text: `Run ${places.update.join(' ')}: the entry is still in ${places.configuration}.`,
    run: async () => {
      await update(places);
      await requireGone(places);
    },
  };
}

async function requireGone({ configuration, script, update }: GrubPlaces): Promise<void> {
  if (hasEntry(await readFile(configuration, 'utf8')))
    throw new Error(
      `${update.join(' ')} has left the entry in ${configuration}. Look at what it prints, whether that is the file that GRUB reads, and whether another file in ${dirname(script)} has the entry.`,
    );
}

/** Beside its place first, where grub-mkconfig does not run it: it is no program yet. */
async function writeScript(path: string, text: string | undefined): Promise<void> {
  if (text === undefined) return rm(path, { force: true });
  const temporary = unfinished(path);
  try {
    const file = await open(temporary, 'w', 0o644);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (failure) {
    await rm(temporary, { force: true });
    throw new Error(`${path} could not be written: ${(failure as Error).message}.`, { cause: failure });
  }
  await chmod(path, 0o755);
}

/** grub-mkconfig leaves it to the kernel when grub.cfg is on the disk, and without it GRUB boots nothing. */
async function update({ update: [program, ...args], configuration }: GrubPlaces): Promise<void> {
  try {
    await promisify(execFile)(program!, args, { timeout: patience, maxBuffer: 2 ** 24 });
  } catch (failure) {
    const { stderr = '', message } = failure as { stderr?: string; message: string };
    const reason = (stderr.trim().split('\n').at(-1) || message).replace(/\.$/, '');
    throw new Error(`${program} failed: ${reason}. Run it by hand, and see to what it says first.`, { cause: failure });
  }
  await flush(configuration);
  await flush(dirname(configuration));
}
