import { changeEnvironmentBlock } from '../dialects/grub/change-environment-block.ts';
import type { EnvironmentChange } from '../entry/environment-change.ts';
import type { Volume } from '../entry/volume.ts';
import { changeInPlace } from './in-place.ts';
import { plainDevice } from './plain-device.ts';
import { Refusal } from './refusal.ts';

/** Changes for each block as one, so that each is written once. */
export function joinChanges(changes: readonly EnvironmentChange[]): EnvironmentChange[] {
  const blocks = new Map<string, EnvironmentChange>();
  for (const change of changes) {
    const key = `${change.volume}\0${change.path}`;
    blocks.set(key, { ...change, variables: { ...blocks.get(key)?.variables, ...change.variables } });
  }
  return [...blocks.values()];
}

/** Writes values into an environment block, in its place. Raises Refusal, with the reason, where that cannot be. */
export async function writeBlock(change: EnvironmentChange, volumes: readonly Volume[]): Promise<void> {
  const { path, variables } = change;
  const volume = volumes.find(({ identity }) => identity.id === change.volume);
  if (!volume) throw new Refusal(`${change.volume} is not there any more.`);
  const device = plainDevice(volume.identity);
  await changeInPlace(volume, device, path, (bytes) => changeEnvironmentBlock(bytes, variables));
}
