// A file from a server into memory, however it is fetched.

import { shown } from '../entry/shown.ts';
import type { OpenFile } from '../entry/volume.ts';
import { readMemory } from '../linux/memory.ts';
import type { Place } from './busybox-tftp.ts';
import type { Connection } from './connection.ts';
import type { FilePart } from './http.ts';
import { MemoryWriter } from './memory-writer.ts';
import { NetworkError } from './network-error.ts';
import type { TftpFile } from './tftp-transfer.ts';

/** What is known of a file before its first byte. */
export interface Start {
  /** In bytes. */
  readonly size?: number;
  /** Another one for every content of the file, where the server has such a thing. */
  readonly mark?: string;
}

export interface FetchOptions {
  readonly signal?: AbortSignal;
  /** Called while they come, and at the end: bytes so far, and of how many where the server has said so. */
  readonly onProgress?: (bytes: number, total?: number) => void;
  /** The only part that is wanted, which servers of HTTP can give out. */
  readonly part?: FilePart;
  /** Only so many bytes from its start are wanted. */
  readonly prefix?: number;
  readonly connection?: Connection;
  /** How long a server may take, and a transfer may stand still, in milliseconds, in place of what is usual. */
  readonly patience?: number;
}

export interface FetchedFile extends OpenFile {
  /** In bytes. */
  readonly size: number;
  readonly mark?: string;
}

/** Ends a transfer of which nothing more is wanted. */
const enough = new Error('nothing more is wanted');

/** How often what is fetched is in memory while it is loaded: as the file, and in the kernel's pages. */
const copies = 2;

/** How many bytes of a file of unknown size are taken between two looks at the memory that is left. */
const step = 2 ** 22;

/** From how many bytes on a file of TFTP is worth another program. */
const large = 2 ** 20;

/** Fewer bytes than this, in so many times the patience with a transfer that stands still, are as good as none. */
const [slowest, stretch, usualPatience] = [2 ** 14, 3, 20_000];

/** How many bytes come between two tellings of how far it is. */
const stride = 2 ** 16;

const mebi = (bytes: number): number => Math.ceil(bytes / 2 ** 20);

/** Whether there is a way to fetch it. */
export function isFetchable(url: string): boolean {
  return /^(https?|tftp):\/\/[^/]/i.test(url);
}

/**
 * Fetches `url` (http, https, tftp) into a nameless file in memory; the caller closes it. Raises NetworkError, also
 * where there is not the memory for it, before it is fetched where the server tells the size.
 */
export async function fetchFile(url: string, options: FetchOptions = {}): Promise<FetchedFile> {
  const { prefix = Number.POSITIVE_INFINITY } = options;
  const file = new MemoryWriter();
  let total: number | undefined;
  let mark: { readonly mark?: string } = {};
  let [checked, told] = [0, 0];
  const tooSlow = new AbortController();
  const signal = AbortSignal.any([tooSlow.signal, ...(options.signal ? [options.signal] : [])]);
  let before = 0;
  const watch = setInterval(
    () => {
      // Where nothing comes, whoever reads it has its own bound.
      const came = file.size - before;
      if (came > 0 && came < slowest) tooSlow.abort();
      else before = file.size;
    },
    stretch * (options.patience ?? usualPatience),
  );
  try {
    await transfer(
      url,
      { ...options, signal },
      {
        ...(prefix === Number.POSITIVE_INFINITY ? { fd: file.fd } : {}),
        onGrown(size) {
          file.size = size;
          options.onProgress?.(size, total);
        },
        onStart(start) {
          total = start.size;
          if (start.mark !== undefined) mark = { mark: start.mark };
          if (total === undefined) return;
          requireMemory(url, Math.min(total * copies, prefix));
        },
        onData(given) {
          // What a server has not announced may have no end.
          if (total === undefined && file.size >= checked) {
            checked = file.size + step;
            requireMemory(url, step);
          }
          const wanted = prefix - file.size;
          file.write(given.length > wanted ? given.subarray(0, wanted) : given);
          const { size } = file;
          if (size >= told || size >= prefix) {
            told = size + stride;
            options.onProgress?.(size, total);
          }
          if (size >= prefix) throw enough;
        },
      },
    ).catch((failure) => {
      if (failure !== enough) throw failure;
    });
    file.flush();
    const { fd, size } = file;
    if (total !== undefined && size !== Math.min(total, prefix))
      throw new NetworkError(`${shown(url)} has ${size} bytes, but the server has announced ${total}. Try again.`);
    options.onProgress?.(size, total);
    return { fd, size, ...mark, close: async () => file.close() };
  } catch (failure) {
    const { size } = file;
    file.close();
    if (!tooSlow.signal.aborted) throw failure;
    const most = stretch * (options.patience ?? usualPatience);
    throw new NetworkError(
      `${shown(url)} comes too slowly: ${size - before} bytes in ${most / 1000} s, ${size} in all. Try another server.`,
    );
  } finally {
    clearInterval(watch);
  }
}

/**
 * How large the file is, where the server says so; undefined where it has no such file. Raises NetworkError where the
 * server does not tell.
 */
export async function lookFor(url: string, options: FetchOptions = {}): Promise<Start | undefined> {
  let found: Start | undefined;
  try {
    await transfer(url, options, {
      onStart(file) {
        const { size, mark } = file;
        found = { ...(size === undefined ? {} : { size }), ...(mark === undefined ? {} : { mark }) };
        throw enough;
      },
      onData() {},
    });
  } catch (failure) {
    const isAbsent = failure instanceof NetworkError && failure.absent;
    if (failure !== enough && !isAbsent) throw failure;
  }
  return found;
}

interface Sink {
  onStart(file: Start): void;
  onData(bytes: Uint8Array): void;
  /** Where another program may write all of the file to; it is then told how many bytes there are. */
  readonly fd?: number;
  onGrown?(size: number): void;
}

async function transfer(url: string, options: FetchOptions, sink: Sink): Promise<void> {
  if (!isFetchable(url)) throw new NetworkError(`${shown(url)} cannot be fetched: it takes http, https or tftp.`);
  const { protocol, hostname, port, pathname } = new URL(url);
  const { signal, part, patience, connection } = options;
  const given = { ...sink, ...(signal ? { signal } : {}), ...(patience === undefined ? {} : { patience }) };
  if (protocol === 'tftp:') {
    if (part) throw new NetworkError(`${shown(url)} is given out as a whole only: TFTP has no parts.`, { whole: true });
    return readTftp({ host: hostname, port: Number(port || 69), path: decodeURIComponent(pathname) }, given);
  }
  const { readHttp } = await import('./http.ts');
  return readHttp(url, { ...given, ...(part ? { part } : {}), ...(connection ? { connection } : {}) });
}

async function readTftp(
  place: Place,
  sink: Sink & { readonly signal?: AbortSignal; readonly patience?: number },
): Promise<void> {
  const [tftp, { hasBusybox, readByBusybox }] = await Promise.all([import('./tftp.ts'), import('./busybox-tftp.ts')]);
  const { fd, onGrown } = sink;
  let elsewhere = false;
  const onStart = (start: TftpFile): void => {
    sink.onStart(start);
    elsewhere = fd !== undefined && (start.size ?? 0) >= large && start.window === 1 && hasBusybox();
    if (elsewhere) throw enough;
  };
  await tftp.readTftp(place.host, place.port, place.path, { ...sink, onStart }).catch((failure) => {
    if (!elsewhere) throw failure;
  });
  if (!elsewhere || fd === undefined || !onGrown) return;
  const { addressOf } = await import('./names.ts');
  const host = await addressOf(place.host, `tftp://${place.host}${place.path} is not to be had`);
  await readByBusybox({ ...place, host }, fd, { ...sink, onGrown });
}

/** @param needed bytes */
function requireMemory(url: string, needed: number): void {
  const { available } = readMemory();
  if (needed > available)
    throw new NetworkError(
      `${shown(url)} needs ${mebi(needed)} MiB of memory, and ${mebi(available)} MiB are left. Give the machine more memory.`,
      { memory: true },
    );
}
