// A file from an HTTP or HTTPS server: redirects followed, what broke off resumed, every wait with a bound.

import { shown } from '../entry/shown.ts';
import type { Connection } from './connection.ts';
import { type Answer, ask, Broken, explained } from './http-request.ts';
import { NetworkError } from './network-error.ts';

/** How many redirects are followed. */
const redirects = 10;
/** How often what broke off is resumed without having got further, and how often at all. */
const [resumptions, allResumptions] = [4, 100];

/** How long a server may take to answer, and a transfer may stand still, in milliseconds. */
const usualPatience = 20_000;

/** Not found, and gone. */
const absent = new Set([404, 410]);
const redirecting = new Set([301, 302, 303, 307, 308]);

export interface HttpFile {
  /** After all redirects. */
  readonly url: string;
  /** In bytes, as announced. */
  readonly size?: number;
  readonly type?: string;
  /** Another one for every content of the file, where the server has such a thing (ETag, Last-Modified). */
  readonly mark?: string;
}

export interface FilePart {
  readonly offset: number;
  readonly size: number;
}

export interface HttpEvents {
  /** Told once, before the first byte. A throw ends the transfer. */
  onStart?(file: HttpFile): void;
  onData(bytes: Uint8Array): void;
  readonly signal?: AbortSignal;
  /** The only part of the file that is wanted, in bytes from its start; `onStart` then tells the part's size. */
  readonly part?: FilePart;
  readonly connection?: Connection;
  /** In milliseconds, in place of the usual. */
  readonly patience?: number;
}

/** What was got of a file so far, and what tells that it is still the same one. */
interface Progress {
  got: number;
  size: number | undefined;
  validator: string | undefined;
}

/** Gets `url` (`http:` or `https:`, with `user:password@` where it takes that). Raises NetworkError. */
export async function readHttp(url: string, events: HttpEvents): Promise<void> {
  const progress: Progress = { got: 0, size: undefined, validator: undefined };
  for (let failed = 0, before = 0, count = 1; ; count++) {
    try {
      await transfer(url, events, progress);
      return;
    } catch (failure) {
      if (!(failure instanceof Broken)) throw failure;
      failed = progress.got > before ? 1 : failed + 1;
      before = progress.got;
      const resumable = progress.got === 0 || progress.validator !== undefined;
      if (events.signal?.aborted || failed > resumptions || count > allResumptions || !resumable)
        throw new NetworkError(`${shown(url)} was not fetched to its end: ${failure.message}.`, { cause: failure });
      await new Promise((resolve) => setTimeout(resolve, 250 * failed));
    }
  }
}

async function transfer(first: string, events: HttpEvents, progress: Progress): Promise<void> {
  let url = first;
  const { connection = {}, patience = usualPatience, signal } = events;
  for (let count = 0; count <= redirects; count++) {
    const asking = { headers: headersOf(events, progress), connection, patience, ...(signal ? { signal } : {}) };
    const answer = await ask(url, asking);
    const { response } = answer;
    const { statusCode = 0, headers } = response;
    if (redirecting.has(statusCode) && headers.location !== undefined) {
      response.destroy();
      url = next(url, headers.location);
      continue;
    }
    const { part } = events;
    const partial = statusCode === 206 && startOf(headers['content-range']) === (part?.offset ?? 0) + progress.got;
    if (partial && progress.got > 0) return body(answer, url, events, progress);
    if (part && statusCode === 200) {
      response.destroy();
      throw new NetworkError(`${shown(url)} is given out as a whole only, not in parts.`, { whole: true });
    }
    if (statusCode !== 200 && !(part && partial)) {
      response.destroy();
      if (statusCode >= 500 && statusCode !== 501) throw new Broken(`the server fails with status ${statusCode}`);
      throw new NetworkError(`${shown(url)} is not to be had: ${meaning(statusCode)}.`, {
        absent: absent.has(statusCode),
      });
    }
    if (progress.got > 0) {
      response.destroy();
      throw new NetworkError(`${shown(url)} broke off, and the server does not go on where it was. Try again.`);
    }
    const length = headers['content-length'];
    progress.size = length === undefined ? undefined : Number(length);
    progress.validator =
      typeof headers.etag === 'string' && !headers.etag.startsWith('W/') ? headers.etag : headers['last-modified'];
    const { size, validator } = progress;
    const known = { ...(size === undefined ? {} : { size }), ...(validator === undefined ? {} : { mark: validator }) };
    try {
      events.onStart?.({ url, ...known, ...(headers['content-type'] ? { type: headers['content-type'] } : {}) });
    } catch (failure) {
      response.destroy();
      throw failure;
    }
    return body(answer, url, events, progress);
  }
  throw new NetworkError(`${shown(first)} is not to be had: more than ${redirects} redirects lead away from it.`);
}

function headersOf({ part }: HttpEvents, { got, validator }: Progress): Record<string, string> {
  const headers: Record<string, string> = { 'user-agent': 'baton', accept: '*/*', 'accept-encoding': 'identity' };
  const start = (part?.offset ?? 0) + got;
  if (part || got > 0) headers.range = `bytes=${start}-${part ? part.offset + part.size - 1 : ''}`;
  if (got > 0 && validator !== undefined) headers['if-range'] = validator;
  return headers;
}

function body({ response, direct }: Answer, url: string, events: HttpEvents, progress: Progress): Promise<void> {
  return new Promise((resolve, reject) => {
    const take = (given: Uint8Array): void => {
      try {
        const { got, size = Number.POSITIVE_INFINITY } = progress;
        const bytes = given.subarray(0, size - got);
        progress.got += bytes.length;
        events.onData(bytes);
      } catch (failure) {
        response.destroy();
        reject(failure);
      }
    };
    response.on('data', take);
    if (response.headers['transfer-encoding'] === undefined && progress.size !== undefined)
      direct((bytes) => {
        take(bytes);
        if (progress.got !== progress.size) return;
        resolve();
        response.destroy();
      });
    response.on('error', (failure) => reject(explained(url, failure, events.signal)));
    response.on('end', () => {
      const { got, size } = progress;
      if (size === undefined || got === size) resolve();
      else reject(new Broken(`${got} of ${size} bytes have come`));
    });
  });
}

function next(url: string, location: string): string {
  if (!URL.canParse(location, url)) throw new NetworkError(`${shown(url)} redirects to something that is no URL.`);
  const target = new URL(location, url);
  if (!/^https?:$/.test(target.protocol))
    throw new NetworkError(`${shown(url)} redirects to ${shown(target.href)}, which is not fetched by HTTP.`);
  if (url.startsWith('https:') && target.protocol === 'http:')
    throw new NetworkError(`${shown(url)} redirects to ${shown(target.href)}, which anybody could change on its way.`);
  return target.href;
}

function startOf(range: string | undefined): number | undefined {
  const [, start] = /^bytes (\d+)-/.exec(range ?? '') ?? [];
  return start === undefined ? undefined : Number(start);
}

function meaning(status: number): string {
  if (absent.has(status)) return `the server has no such file (status ${status})`;
  if (status === 407) return 'the proxy asks for a name and a password (status 407)';
  if (status === 401 || status === 403)
    return `the server asks for a password, or does not give it out (status ${status})`;
  return `the server answers with status ${status}`;
}
