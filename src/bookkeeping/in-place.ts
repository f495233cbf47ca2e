// Changes the bytes of a file where they lie on the disk, and nothing else: no time, no journal, no free space. It is how
// GRUB saves its variables. (GRUB: `check_blocklists` and `write_blocklists`, grub-core/commands/loadenv.c.)

import type { BlockDevice } from '../entry/block-device.ts';
import type { Volume } from '../entry/volume.ts';
import { DirectFile } from '../linux/direct-file.ts';
import { fileBlocks, forgetContent } from '../linux/file-blocks.ts';
import { mountOf } from './mount-of.ts';
import { clauseOf, Refusal } from './refusal.ts';
import { withWriteAccess } from './write-access.ts';

/** Bytes of an environment block. */
const size = 1024;

/** Filesystems whose files lie on the device as they are, without a checksum, and are not moved when they are written. */
export const inPlaceTypes: ReadonlySet<string> = new Set(['ext2', 'ext3', 'ext4', 'xfs', 'vfat']);

/** A part of the file, and where it lies on the device, in bytes. */
interface Piece {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

/**
 * Changes a file of 1,024 bytes in place. It is on the medium, and has been read back from there, when this returns.
 * Raises Refusal, with the reason and without having written anything, where that cannot be done safely; and with the
 * reason where the device fails.
 * @param device that the volume lies on
 * @param change makes as many new bytes of the old ones, or tells in a clause why it cannot
 */
export async function changeInPlace(
  volume: Volume,
  device: BlockDevice,
  path: string,
  change: (bytes: Uint8Array) => Uint8Array | string,
): Promise<void> {
  const what = `${path} on ${volume.identity.id}`;
  requireInPlace(volume);
  const file = await volume.open(path);
  if (!file) throw new Refusal(`${what} does not exist.`);
  try {
    const before = await volume.read(path, size + 1);
    if (before?.length !== size)
      throw new Refusal(`${what} does not have ${size} bytes. Make it anew with grub-editenv.`);
    const after = change(before);
    if (typeof after === 'string') throw new Refusal(`${what} cannot be changed: ${after}.`);
    if (Buffer.from(after).equals(before)) return;
    const pieces = await piecesOf(file.fd, what);
    await checkPieces(device, pieces, before, `${what} lies on the disk in another form (compressed, encrypted)`);
    await withWriteAccess(device, () => write(device, pieces, after));
    await checkPieces(device, pieces, after, `${device.node} does not hold what was written to ${path}`);
    await forgetContent(file.fd);
  } catch (failure) {
    if (failure instanceof Refusal) throw failure;
    throw new Refusal(`${what} could not be written: ${clauseOf(failure)}.`, { cause: failure });
  } finally {
    await file.close();
  }
}

function requireInPlace(volume: Volume): void {
  const { id, type = 'no filesystem' } = volume.identity;
  if (!inPlaceTypes.has(type))
    throw new Refusal(
      `${id} holds ${type}, where a file cannot be changed in its place; GRUB does not write there either.`,
    );
  // Where the file lies is then what the journal would still change.
  if (mountOf(volume).superOptions.some((option) => option === 'norecovery' || option === 'noload'))
    throw new Refusal(`The journal on ${id} was not replayed, so it is not known where its files lie.`);
}

async function piecesOf(fd: number, what: string): Promise<Piece[]> {
  const { blockSize, offsets } = await fileBlocks(fd, size);
  if (offsets.includes(0)) throw new Refusal(`${what} has no blocks of its own on the disk (sparse, or shared).`);
  return offsets.map((offset, block) => {
    const from = block * blockSize;
    return { from, to: Math.min(from + blockSize, size), offset };
  });
}

async function write(device: BlockDevice, pieces: readonly Piece[], bytes: Uint8Array): Promise<void> {
  const file = await DirectFile.open(device.node, device.sectorSize, { write: true });
  try {
    for (const { from, to, offset } of pieces) await file.write(offset, bytes.subarray(from, to));
  } finally {
    await file.close();
  }
}

/** Raises a Refusal that begins with `otherwise` where the device does not hold `bytes` there. */
async function checkPieces(
  device: BlockDevice,
  pieces: readonly Piece[],
  bytes: Uint8Array,
  otherwise: string,
): Promise<void> {
  const file = await DirectFile.open(device.node, device.sectorSize);
  try {
    for (const { from, to, offset } of pieces) {
      const there = await file.read(offset, to - from);
      if (!there.equals(bytes.subarray(from, to))) throw new Refusal(`${otherwise}.`);
    }
  } finally {
    await file.close();
  }
}
