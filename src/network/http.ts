// A file from an HTTP or HTTPS server: redirects followed, what broke off resumed, every wait with a bound.

import { Resolver } from 'node:dns';
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import type { LookupFunction } from 'node:net';
import { NetworkError } from './network-error.ts';

/** How many redirects are followed, and how often what broke off is resumed without having got further. */
const [redirects, resumptions] = [10, 4];

/** How long a server may take to answer, and a transfer may stand still, in milliseconds. */
const patience = 20_000;

/** Not found, and gone. */
const absent = new Set([404, 410]);
const redirecting = new Set([301, 302, 303, 307, 308]);

export interface HttpFile {
  /** After all redirects. */
  readonly url: string;
  /** In bytes, as announced. */
  readonly size?: number;
  readonly type?: string;
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
  /** What is trusted for HTTPS, in PEM, besides what Node trusts (Mozilla's set). */
  readonly certificates?: readonly string[];
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
  for (let failed = 0, before = 0; ; ) {
    try {
      await transfer(url, events, progress);
      return;
    } catch (failure) {
      if (!(failure instanceof Broken)) throw failure;
      failed = progress.got > before ? 1 : failed + 1;
      before = progress.got;
      const resumable = progress.got === 0 || progress.validator !== undefined;
      if (events.signal?.aborted || failed > resumptions || !resumable)
        throw new NetworkError(`${shown(url)} was not fetched to its end: ${failure.message}.`, { cause: failure });
      await new Promise((resolve) => setTimeout(resolve, 250 * failed));
    }
  }
}

/** A connection that ended before its time; another one may do better. */
class Broken extends Error {}

async function transfer(first: string, events: HttpEvents, progress: Progress): Promise<void> {
  let url = first;
  for (let count = 0; count <= redirects; count++) {
    const response = await ask(url, events, progress);
    const { statusCode = 0, headers } = response;
    if (redirecting.has(statusCode) && headers.location !== undefined) {
      response.destroy();
      url = next(url, headers.location);
      continue;
    }
    const { part } = events;
    const partial = statusCode === 206 && startOf(headers['content-range']) === (part?.offset ?? 0) + progress.got;
    if (partial && progress.got > 0) return body(response, url, events, progress);
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
    const known = progress.size === undefined ? {} : { size: progress.size };
    try {
      events.onStart?.({ url, ...known, ...(headers['content-type'] ? { type: headers['content-type'] } : {}) });
    } catch (failure) {
      response.destroy();
      throw failure;
    }
    return body(response, url, events, progress);
  }
  throw new NetworkError(`${shown(first)} is not to be had: more than ${redirects} redirects lead away from it.`);
}

async function ask(url: string, events: HttpEvents, { got, validator }: Progress): Promise<IncomingMessage> {
  const secure = url.startsWith('https:');
  const { request } = secure ? await import('node:https') : await import('node:http');
  const headers: Record<string, string> = { 'user-agent': 'baton', accept: '*/*', 'accept-encoding': 'identity' };
  const { part } = events;
  const start = (part?.offset ?? 0) + got;
  if (part || got > 0) headers.range = `bytes=${start}-${part ? part.offset + part.size - 1 : ''}`;
  if (got > 0 && validator !== undefined) headers['if-range'] = validator;
  const { username, password } = new URL(url);
  const auth = username === '' ? undefined : `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const options: RequestOptions & { ca?: string[] } = {
    headers,
    agent: false,
    lookup,
    timeout: patience,
    ...(auth === undefined ? {} : { auth }),
    ...(events.signal ? { signal: events.signal } : {}),
  };
  if (secure && events.certificates && events.certificates.length > 0) {
    const { rootCertificates } = await import('node:tls');
    options.ca = [...rootCertificates, ...events.certificates];
  }
  return new Promise((resolve, reject) => {
    const asking: ClientRequest = request(url, options, resolve);
    asking.on('timeout', () => asking.destroy(new Broken(`nothing has come for ${patience / 1000} s`)));
    asking.on('error', (failure) => reject(explained(url, failure, events.signal)));
    asking.end();
  });
}

function body(response: IncomingMessage, url: string, events: HttpEvents, progress: Progress): Promise<void> {
  return new Promise((resolve, reject) => {
    response.on('data', (bytes: Uint8Array) => {
      try {
        progress.got += bytes.length;
        events.onData(bytes);
      } catch (failure) {
        response.destroy();
        reject(failure);
      }
    });
    response.on('error', (failure) => reject(explained(url, failure, events.signal)));
    response.on('end', () => {
      const { got, size } = progress;
      if (size === undefined || got === size) resolve();
      else reject(new Broken(`${got} of ${size} bytes have come`));
    });
  });
}

/** Certificates and names do not become better by trying again. */
function explained(url: string, failure: NodeJS.ErrnoException, signal: AbortSignal | undefined): Error {
  if (failure instanceof Broken) return failure;
  const code = failure.code ?? '';
  if (signal?.aborted) return new NetworkError(`${shown(url)} was not fetched to its end, because that was stopped.`);
  if (/CERT|SIGNATURE|ISSUER|ALTNAME|SELF_SIGNED/.test(code))
    return new NetworkError(
      `The certificate of ${shown(url)} is not trusted: ${failure.message} (${code}). Check the clock (${new Date().toISOString().slice(0, 10)}), or name the certificate's authority in the settings.`,
      { cause: failure },
    );
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'ENODATA')
    return new NetworkError(`${shown(url)} is not to be had: no name server knows ${new URL(url).hostname}.`);
  return new Broken(failure.message || code);
}

/** Names by the name servers of the lease: there is no C library with its files that could be asked. */
const lookup: LookupFunction = (name, options, callback) => {
  const resolver = new Resolver({ timeout: 3000, tries: 3 });
  resolver.resolve4(name, (failure, [address] = []) => {
    if (failure || address === undefined) callback(failure ?? new Error(name), '', 4);
    else if (options.all) callback(null, [{ address, family: 4 }]);
    else callback(null, address, 4);
  });
};

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
  if (status === 401 || status === 403)
    return `the server asks for a password, or does not give it out (status ${status})`;
  return `the server answers with status ${status}`;
}

/** A URL as it may be shown: without a password. */
export function shown(url: string): string {
  return url.replace(/^([a-z]+:\/\/[^/@:]*):[^/@]*@/i, '$1@');
}
