// GRUB's environment block, in which what is started once is written down.

import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { mountinfo } from 'node-mount';
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
 */
export async function trialRefusal({ block }: GrubPlaces): Promise<string | undefined> {
  if (!existsSync(block))
    return `there is no ${block}, in which GRUB looks for what it starts once. Run "grub-editenv ${block} create".`;
  const otherwise = 'Leave out --try, restart, and choose "baton" in the menu of GRUB.';
  const directory = resolved(dirname(block));
  const inside = (target: string) => target === '/' || directory === target || directory.startsWith(`${target}/`);
  const mount = mountinfo()
    .filter(({ target }) => inside(target))
    .reduce((best, other) => (best && best.target.length > other.target.length ? best : other));
  const { type, source } = mount;
  if (!inPlaceTypes.has(type))
    return `${block} lies on ${type}, to which GRUB does not write: it would start baton every time. ${otherwise}`;
  try {
    plainDevice({ id: block, device: resolved(source) });
  } catch {
    return `${block} lies on ${resolved(source)}, to which GRUB does not write (RAID, LVM, LUKS or an image): it would start baton every time. ${otherwise}`;
  }
  return undefined;
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
