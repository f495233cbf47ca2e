import { names } from '../../entry/names.ts';
import type { Volume } from '../../entry/volume.ts';
import type { FstabLine } from './fstab.ts';

/**
 * The volume that a line of fstab mounts. Of a filesystem with subvolumes it is the one that `subvol=` or `subvolid=`
 * names, or else the default one (btrfs(5)).
 */
export function volumeMounted({ source, options }: FstabLine, volumes: readonly Volume[]): Volume | undefined {
  const named = volumes.filter(({ identity }) => names(source, identity));
  const value = (option: string) => options.findLast((one) => one.startsWith(`${option}=`))?.slice(option.length + 1);
  const path = value('subvol')?.replace(/^\/*(.*?)\/*$/, '/$1');
  const number = value('subvolid');
  const isWhole = ({ identity }: Volume) => identity.subvolume === undefined;
  if (path !== undefined)
    return named.find((volume) => (path === '/' ? isWhole(volume) : volume.identity.subvolume?.path === path));
  if (number !== undefined)
    return named.find((volume) =>
      number === '5' ? isWhole(volume) : `${volume.identity.subvolume?.number}` === number,
    );
  return named.find(({ identity }) => identity.subvolume?.default) ?? named[0];
}
