// GRUB's environment block, in which what is started once is written down.

import { existsSync } from 'node:fs';
import { type MountPoint, mountinfo } from 'node-mount';
import { changeBlockFile } from '../../bookkeeping/block-file.ts';
import { inPlaceTypes } from '../../bookkeeping/in-place.ts';
import { plainDevice } from '../../bookkeeping/plain-device.ts';
import { parseEnvironmentBlock } from '../../dialects/grub/environment-block.ts';
import { resolved } from '../udev-links.ts';
import type { GrubPlaces } from './grub-places.ts';
import type { Step } from './step.ts';

/**
 * Why GRUB cannot be told to start something once, as a sentence; undefined where it can. What it could not cross out
 * would come again with every start.
 * @param block path of the environment block
 */
export function trialRefusal(block: string, mounts = mountinfo()): string | undefined {
  if (!existsSync(block))
    return `there is no ${block}, in which GRUB looks for what it starts once. Run "grub-editenv ${block} create".`;
  const path = resolved(block);
  const inside = (target: string) => target === '/' || path.startsWith(`${target}/`);
  const length = ({ target }: MountPoint) => target.length;
  // Of two on one directory, the later one is seen.
  const mount = mounts
    .filter(({ target }) => inside(target))
    .reduce<MountPoint | undefined>((best, one) => (best && length(best) > length(one) ? best : one), undefined);
  const { type = 'nothing known', source = '' } = mount ?? {};
  const otherwise =
    'GRUB does not write there and would start baton every time. Leave out --try, restart, and choose "baton" in the menu of GRUB.';
  if (!inPlaceTypes.has(type)) return `${block} lies on ${type}: ${otherwise}`;
  try {
    plainDevice({ id: block, device: resolved(source) });
    return undefined;
  } catch {
    return `${block} lies on ${source}, which is on RAID, LVM or LUKS, or in an image: ${otherwise}`;
  }
}

/** Changes variables of the block; null takes one out. Undone they have what they had. */
export function blockStep(
  { block }: GrubPlaces,
  variables: Readonly<Record<string, string | null>>,
  text: string,
): Step {
  let before: Record<string, string | null> = {};
  return {
    text,
    run: async () => {
      await changeBlockFile(block, (bytes) => {
        const known = new Map(parseEnvironmentBlock(Buffer.from(bytes).toString('latin1')) ?? []);
        before = Object.fromEntries(Object.keys(variables).map((name) => [name, known.get(name) ?? null]));
        return variables;
      });
    },
    undo: async () => {
      if (Object.keys(before).length > 0) await changeBlockFile(block, () => before);
    },
  };
}
