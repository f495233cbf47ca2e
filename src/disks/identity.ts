import type { Identity } from '../entry/volume.ts';
import type { Member } from './opener.ts';

/** What tells the volume on `member` from others. */
export function identityOf({ device, facts, disk }: Member): Identity {
  const partition = disk?.partitions?.find((candidate) => candidate.number === device.partition);
  const known = {
    type: facts.type,
    uuid: facts.uuid,
    label: facts.label,
    partuuid: partition?.partuuid,
    partlabel: partition?.partlabel,
    parttype: partition?.typeGuid,
    aliases: device.aliases,
  };
  const given = Object.entries(known).filter(([, value]) => value !== undefined);
  return { id: device.name, device: device.node, ...Object.fromEntries(given) };
}
