import type { Identity, Subvolume, Volume } from '../../src/entry/volume.ts';
import { type Content, MemoryVolume } from './memory-volume.ts';

/**
 * A btrfs in memory: the whole filesystem, vda2, with `files` by their paths from its top level, and those of its
 * subvolumes that are volumes, by their paths.
 */
export function btrfs(
  files: Readonly<Record<string, Content>>,
  subvolumes: Readonly<Record<string, Partial<Subvolume>>>,
  identity: Partial<Identity> = {},
): Volume[] {
  const whole = { id: 'vda2', device: '/dev/vda2', uuid: 'b7f5', type: 'btrfs', ...identity };
  const parts = Object.entries(subvolumes).map(([path, more], at) => {
    const inside = Object.entries(files).filter(([file]) => file.startsWith(`${path}/`));
    const subvolume = { filesystem: whole.id, path, number: 256 + at, ...more };
    const own = Object.fromEntries(inside.map(([file, content]) => [file.slice(path.length), content]));
    return new MemoryVolume({ ...whole, id: `${whole.id}:${path}`, subvolume }, own);
  });
  return [new MemoryVolume(whole, files), ...parts];
}
