// What is to be done on the running system: which way baton is set up there, and what that takes.

import { existsSync } from 'node:fs';
import { EfiVariables } from '../../linux/efi-variables.ts';
import { runningMachine } from '../../linux/machine.ts';
import { efiSteps } from './efi.ts';
import { findEsp } from './esp.ts';
import { isUefi, offersVariables, requireSigned, requireStartable, requireVariables } from './firmware.ts';
import { grubSteps, ownFiles, ownScript } from './grub.ts';
import { type GrubPlaces, grubPlaces, ownPlaces } from './grub-places.ts';
import { requireInitrd, requireKernel, requireProgram } from './image.ts';
import { efiRemoval, grubRemoval, trialsRemoval } from './remove.ts';
import type { Step } from './step.ts';
import type { SetupWishes } from './wishes.ts';

/** Where an ESP may be mounted, also on a machine without UEFI. */
const espDirectories = ['/efi', '/boot/efi', '/boot', '/boot/firmware'];

/** The steps to what is wished for. Throws a sentence where it cannot be, before anything is changed. */
export async function steps(wishes: SetupWishes): Promise<readonly Step[]> {
  const { cpu } = runningMachine();
  if (wishes.parts) {
    const kernel = await requireKernel(wishes.parts.kernel, cpu);
    const initrd = await requireInitrd(wishes.parts.initrd);
    const places = grubPlaces();
    // GRUB asks for a signature where the firmware does.
    if (isUefi()) await requireSigned(new EfiVariables(), kernel);
    return grubSteps(places, { kernel, initrd }, wishes);
  }
  const grub = wishes.image === undefined ? await grubWithBaton() : undefined;
  if (grub) return grubSteps(grub, undefined, wishes);
  if (wishes.image === undefined && !isUefi())
    throw new Error('baton is not set up here. Give its parts with --kernel and --initrd.');
  const image = wishes.image === undefined ? undefined : await requireProgram(wishes.image, cpu);
  const variables = requireVariables();
  if (image) await requireStartable(variables, image);
  return efiSteps(await findEsp(wishes.esp), variables, image, wishes);
}

/** The steps that take baton away, in each way in which it can be there. @param esp where that is mounted */
export async function removal(esp: string | undefined): Promise<readonly Step[]> {
  const grub = quietly(grubPlaces);
  const inGrub = grub ? await grubRemoval(grub) : [];
  if (!grub && (await ownFiles(ownPlaces)).length > 0)
    throw new Error(
      `${ownPlaces.directory} has files of baton, but grub.cfg or grub-mkconfig is not there, which would take its entry away. Install them again; or see that no grub.cfg has the entry, and remove ${ownPlaces.directory} and ${ownPlaces.script} by hand.`,
    );
  const directories = (esp === undefined ? espDirectories : [esp]).filter((directory) => existsSync(directory));
  // Where a kernel has no services of UEFI, baton can be in GRUB alone.
  if (isUefi() && (inGrub.length === 0 || offersVariables())) {
    const variables = requireVariables();
    return [...inGrub, ...(await efiRemoval(() => findEsp(esp), variables, directories))];
  }
  return [...inGrub, ...directories.flatMap(trialsRemoval)];
}

/** GRUB's places, where it has an entry for baton. */
async function grubWithBaton(): Promise<GrubPlaces | undefined> {
  const places = quietly(grubPlaces);
  return places && (await ownScript(places)) !== undefined ? places : undefined;
}

function quietly<T>(find: () => T): T | undefined {
  try {
    return find();
  } catch {
    return undefined;
  }
}
