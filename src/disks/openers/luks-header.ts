// The header of a LUKS device that lies somewhere else: in a file, or on another device.

import { probe, type Result } from 'blkid-parse';
import { names } from '../../entry/names.ts';
import type { Identity, Volume } from '../../entry/volume.ts';
import type { LockWishes } from '../locks.ts';
import type { Member } from '../opener.ts';

export interface Header {
  readonly facts: Result;
  /** Its path for cryptsetup, until it is closed. Raises what the medium raises. */
  open(): Promise<{ readonly path: string; close(): Promise<void> }>;
}

type Wish = LockWishes['headers'][number];

/** Version, UUID and label are in the first 512 bytes of the header, which has 4 KiB of them before its metadata. */
const headLength = 4096;

/**
 * The header that is wished for, if it has appeared: on one of `volumes`, or as one of `members`, devices that begin
 * with one. Raises what the medium raises.
 */
export async function findHeader(
  wish: Wish,
  volumes: readonly Volume[],
  members: readonly { readonly member: Member; readonly identity: Identity }[],
): Promise<Header | undefined> {
  if (wish.volume === undefined) {
    const found = members.find(({ identity }) => names(wish.path, identity));
    if (found?.member.facts.type === 'crypto_LUKS') {
      const { device, facts } = found.member;
      return { facts, open: async () => ({ path: device.node, close: async () => {} }) };
    }
  }
  for (const volume of volumes) {
    if (wish.volume !== undefined && !names(wish.volume, volume.identity)) continue;
    const head = await volume.read(wish.path, headLength);
    if (!head) continue;
    const read = async (offset: number, length: number) => head.subarray(offset, offset + length);
    return { facts: await probe({ size: head.length, read }), open: () => openFile(volume, wish.path) };
  }
  return undefined;
}

async function openFile(volume: Volume, path: string): Promise<{ readonly path: string; close(): Promise<void> }> {
  const file = await volume.open(path);
  if (!file) throw new Error(`the header ${path} is no longer on ${volume.identity.device ?? volume.identity.id}`);
  // By its descriptor: no link on the volume can lead elsewhere.
  return { path: `/proc/${process.pid}/fd/${file.fd}`, close: () => file.close() };
}
