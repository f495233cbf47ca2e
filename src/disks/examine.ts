// From a BlockDevice to what baton makes of it: Volumes, something to open, or the reason why it is neither.

import type { Result } from 'blkid-parse';
import { setReadOnly } from 'node-mount';
import type { BlockDevice } from '../entry/block-device.ts';
import { errnoName } from '../linux/errno.ts';
import { holdersOf, madeOfOthers } from './block-device.ts';
import { DirectoryVolume } from './directory-volume.ts';
import type { Finding } from './finding.ts';
import { identityOf } from './identity.ts';
import { mountOptions } from './mount-options.ts';
import { mountQuietly } from './mount-quietly.ts';
import type { Member, Opener, Outcome, Workshop } from './opener.ts';
import { readFacts } from './read-facts.ts';

async function openFilesystem(member: Member, type: string, workshop: Workshop): Promise<Outcome> {
  const { directory, how } = await mountQuietly(member.device, type, workshop);
  return { verdict: `${type}, ${how}`, volumes: [new DirectoryVolume(directory, identityOf(member))] };
}

function reason(failure: unknown): string {
  // Node's numbers are negative, and it has no words for an optical drive or card reader with nothing in it.
  const { errno = 0 } = failure as NodeJS.ErrnoException;
  if (errnoName(-errno) === 'ENOMEDIUM') return 'there is no medium in it';
  return failure instanceof Error ? failure.message : String(failure);
}

/** Types that are recognised in order to be left alone, and why. */
const leftAlone: Readonly<Record<string, string>> = {
  swap: 'swap space',
  swsuspend: 'the memory of a hibernated system, left alone',
};

/**
 * The kernel sees the partitions of a mirror on its members, too. What the firmware's RAID has left on a disk need not
 * mean anything: then there is a container, but no array in it.
 */
function isPartOfMember({ device: { parent = '' }, disk }: Member): boolean {
  if (disk?.type === 'linux_raid_member') return true;
  return disk?.type?.endsWith('_raid_member') === true && holdersOf(parent).length > 1;
}

/** What becomes of a device by what is on it. Raises an error where opening fails. */
async function outcomeOf(
  member: Member,
  workshop: Workshop,
  openerFor: (member: Member) => Promise<Opener | undefined>,
): Promise<Outcome> {
  const { type, table, ambivalent } = member.facts;
  if (ambivalent) return { verdict: `left alone, because it holds ${ambivalent.join(' and ')} at once` };
  if (isPartOfMember(member)) return { verdict: 'part of a RAID member, seen through its array' };
  const opener = await openerFor(member);
  if (opener) return opener.open(member);
  if (type !== undefined && Object.hasOwn(mountOptions, type)) return openFilesystem(member, type, workshop);
  if (table !== undefined) return { verdict: `${table} partition table` };
  if (type === undefined) return { verdict: 'nothing that is recognised' };
  return { verdict: leftAlone[type] ?? `${type}, which holds no files that baton can read` };
}

/** What is made of other devices, or is a part of that, has names that the kernel does not know. */
async function named(device: BlockDevice, disk: Result | undefined): Promise<BlockDevice> {
  if (!madeOfOthers.test(device.name)) return device;
  const { otherNames } = await import('./other-names.ts');
  return { ...device, aliases: await otherNames(device, disk) };
}

/**
 * Looks at the device `found` and opens what is on it. `disk` is what was found on the disk that it is a partition of.
 * Never throws: what fails is the verdict.
 */
export async function examine(
  found: BlockDevice,
  disk: Result | undefined,
  workshop: Workshop,
  openerFor: (member: Member) => Promise<Opener | undefined>,
): Promise<Finding> {
  let facts: Result;
  let device = found;
  try {
    await setReadOnly(found.node, true);
    facts = await readFacts(found);
    device = await named(found, disk);
  } catch (failure) {
    return { device, volumes: [], verdict: `it cannot be read: ${reason(failure)}` };
  }
  const member = { device, facts, ...(disk === undefined ? {} : { disk }) };
  try {
    const { verdict, volumes = [] } = await outcomeOf(member, workshop, openerFor);
    return { device, facts, volumes, verdict };
  } catch (failure) {
    return { device, facts, volumes: [], verdict: `${facts.type ?? facts.table}, but ${reason(failure)}` };
  }
}
