// A disc image at a URL, as a Volume of the files in it: only those parts are fetched that are asked for.

import { closeSync, readSync, writeSync } from 'node:fs';
import { IsoVolume } from '../dialects/iso-volume.ts';
import type { OpenFile, Volume } from '../entry/volume.ts';
import { Iso } from '../images/iso9660.ts';
import { createMemfd } from '../linux/memfd.ts';
import { type FetchedFile, type FetchOptions, fetchFile } from './fetch.ts';
import { NetworkError } from './network-error.ts';

/** Directories are fetched in pieces of so many bytes, of which so many are kept. */
const [piece, mostPieces] = [2 ** 16, 64];

/** Fetches of one image. */
interface Source {
  /** Fewer bytes at the image's end. */
  read(offset: number, size: number): Promise<Uint8Array>;
  /** The part as a file of its own. */
  open(offset: number, size: number): Promise<OpenFile>;
}

/**
 * The image at `url`, which is fetched into memory, once, where its server gives it out as a whole only.
 * @param options for a transfer that begins now
 * @returns undefined where there is no such file, or it is no disc image. Raises NetworkError.
 */
export async function openImageAtUrl(url: string, options: () => FetchOptions): Promise<Volume | undefined> {
  try {
    const source = await sourceOf(url, options);
    const iso = await Iso.open((offset, size) => source.read(offset, size));
    return iso && new IsoVolume(url, iso, (offset, size) => source.open(offset, size));
  } catch (failure) {
    if (failure instanceof NetworkError && failure.absent) return undefined;
    throw failure;
  }
}

async function sourceOf(url: string, options: () => FetchOptions): Promise<Source> {
  const parts = inParts(url, options);
  try {
    await parts.read(0, piece);
    return parts;
  } catch (failure) {
    if (failure instanceof NetworkError && failure.whole) return inMemory(await fetchFile(url, options()));
    throw failure;
  }
}

function inParts(url: string, options: () => FetchOptions): Source {
  const pieces = new Map<number, Promise<Uint8Array>>();
  const open = (offset: number, size: number) => fetchFile(url, { ...options(), part: { offset, size } });
  const fetched = async (at: number): Promise<Uint8Array> => {
    const file = await open(at * piece, piece);
    try {
      return bytesOf(file.fd, 0, file.size);
    } finally {
      await file.close();
    }
  };
  const pieceAt = (at: number): Promise<Uint8Array> => {
    const known = pieces.get(at) ?? fetched(at);
    const [oldest] = pieces.keys();
    if (!pieces.has(at) && pieces.size >= mostPieces && oldest !== undefined) pieces.delete(oldest);
    pieces.set(at, known);
    // A server that fails may be well a moment later.
    known.catch(() => pieces.delete(at));
    return known;
  };
  return {
    open,
    async read(offset, size) {
      const parts: Uint8Array[] = [];
      for (let at = Math.floor(offset / piece); at * piece < offset + size; at++) {
        const bytes = await pieceAt(at);
        parts.push(bytes.subarray(Math.max(0, offset - at * piece), Math.max(0, offset + size - at * piece)));
        if (bytes.length < piece) break;
      }
      return Buffer.concat(parts);
    },
  };
}

function inMemory({ fd, size: total }: FetchedFile): Source {
  const within = (offset: number, size: number) => Math.max(0, Math.min(size, total - offset));
  return {
    async read(offset, size) {
      return bytesOf(fd, offset, within(offset, size));
    },
    async open(offset, size) {
      const copy = createMemfd('of an image');
      const end = offset + within(offset, size);
      for (let at = offset; at < end; at += piece) {
        const bytes = bytesOf(fd, at, Math.min(piece, end - at));
        for (let done = 0; done < bytes.length; ) done += writeSync(copy, bytes, done);
      }
      return { fd: copy, close: async () => closeSync(copy) };
    },
  };
}

function bytesOf(fd: number, offset: number, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let done = 0;
  while (done < size) {
    const count = readSync(fd, bytes, done, size - done, offset + done);
    if (count === 0) break;
    done += count;
  }
  return bytes.subarray(0, done);
}
