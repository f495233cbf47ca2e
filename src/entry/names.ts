import type { Identity } from './volume.ts';

const tags: Readonly<Record<string, 'uuid' | 'label' | 'partuuid' | 'partlabel'>> = {
  uuid: 'uuid',
  label: 'label',
  partuuid: 'partuuid',
  partlabel: 'partlabel',
};

/**
 * Whether a configuration means what has this identity by `UUID=…`, `LABEL=…`, `PARTUUID=…`, `PARTLABEL=…`, a link below
 * `/dev/disk/by-…`, `/dev/sda1`, `/dev/mapper/vg-root` or just `sda1` (fstab(5), blkid(8)). UUIDs are compared
 * without regard to case.
 */
export function names(name: string, identity: Identity): boolean {
  const [, tag, value] =
    /^([a-z]+)=["']?([^"']*)["']?$/i.exec(name) ?? /^\/dev\/disk\/by-([a-z]+)\/(.+)$/.exec(name) ?? [];
  if (tag !== undefined && value) {
    const fact = tags[tag.toLowerCase()];
    if (!fact) return false;
    const known = identity[fact];
    return fact.endsWith('uuid') ? known?.toLowerCase() === value.toLowerCase() : known === value;
  }
  const device = name.startsWith('/dev/') ? name : `/dev/${name}`;
  return identity.device === device || (identity.aliases?.includes(device) ?? false);
}
