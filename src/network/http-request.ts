// One request to an HTTP or HTTPS server, through a proxy where there is one.

import type { AgentOptions, ClientRequest, IncomingMessage } from 'node:http';
import type { RequestOptions } from 'node:https';
import type { OnReadOpts } from 'node:net';
import { shown } from '../entry/shown.ts';
import type { Connection, HttpProxy } from './connection.ts';
import { addressOf, lookup } from './names.ts';
import { NetworkError } from './network-error.ts';

export interface HttpRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly connection: Connection;
  /** How long the server may take to answer, and a transfer may stand still, in milliseconds. */
  readonly patience: number;
  readonly signal?: AbortSignal;
}

/** A connection that ended before its time; another one may do better. */
export class Broken extends Error {}

/** Bytes that are read at once. */
const bufferSize = 2 ** 20;

/** An answer whose headers have come. */
export interface Answer {
  readonly response: IncomingMessage;
  /**
   * Has what is still to come of a body of known length told to `take`, as far as it does not come as `data` of the
   * response. The bytes are there during the call alone. Many times cheaper than `data`, in time and memory: all is read
   * into one buffer.
   */
  direct(take: (bytes: Uint8Array) => void): void;
}

/** Asks for `url` and returns the answer as soon as its headers have come. Raises NetworkError and {@link Broken}. */
export async function ask(url: string, wishes: HttpRequest): Promise<Answer> {
  const { headers, connection, patience, signal } = wishes;
  const secure = url.startsWith('https:');
  const { request, Agent } = secure ? await import('node:https') : await import('node:http');
  const context = secure ? await connection.secure?.() : undefined;
  let answer: IncomingMessage | undefined;
  let take: ((bytes: Uint8Array) => void) | undefined;
  const onread: OnReadOpts = {
    buffer: Buffer.allocUnsafeSlow(bufferSize),
    callback(count, buffer) {
      const bytes = buffer.subarray(0, count);
      // What came with the headers goes first.
      if (take && answer?.readableLength === 0) take(bytes);
      // Node's parser of HTTP takes what its sockets emit, and keeps it.
      else asking.socket?.emit('data', Buffer.from(bytes));
      return true;
    },
  };
  const options: RequestOptions & { readonly onread: OnReadOpts } = {
    onread,
    headers,
    agent: connection.proxy ? new Agent({ proxyEnv: await proxyEnv(connection.proxy) }) : false,
    lookup,
    timeout: patience,
    ...credentials(url),
    ...(context ? { secureContext: context } : {}),
    ...(signal ? { signal } : {}),
  };
  const asking: ClientRequest = request(url, options);
  return new Promise((resolve, reject) => {
    const late = (): void => void asking.destroy(new Broken(`nothing has come for ${patience / 1000} s`));
    // The request's own bound counts from when there is a connection.
    const waiting = setTimeout(late, patience);
    const fail = (failure: Error): void => {
      clearTimeout(waiting);
      reject(explained(url, failure, signal));
    };
    asking.on('response', (response) => {
      clearTimeout(waiting);
      answer = response;
      resolve({
        response,
        direct(given) {
          take = given;
        },
      });
    });
    asking.on('timeout', late);
    asking.on('error', fail);
    // As where a server switches to another protocol, which nobody has asked it for.
    asking.on('upgrade', (_, socket) => {
      socket.destroy();
      fail(new Broken('the server does not answer in HTTP'));
    });
    asking.end();
  });
}

function credentials(url: string): { auth?: string } {
  const { username, password } = new URL(url);
  return username === '' ? {} : { auth: `${decodeURIComponent(username)}:${decodeURIComponent(password)}` };
}

/** The proxy as an `Agent` takes it, which does not ask our name servers for it. Raises NetworkError. */
async function proxyEnv({ url, except }: HttpProxy): Promise<NonNullable<AgentOptions['proxyEnv']>> {
  const proxy = new URL(url);
  // The certificate of a proxy is for its name.
  if (proxy.protocol === 'http:') {
    const address = await addressOf(proxy.hostname, `The proxy ${shown(url)} cannot be used`);
    proxy.hostname = address.includes(':') ? `[${address}]` : address;
  }
  return { HTTP_PROXY: proxy.href, HTTPS_PROXY: proxy.href, NO_PROXY: except.join(',') };
}

/** What a failure of the connection means. Certificates and names do not become better by trying again. */
export function explained(url: string, failure: NodeJS.ErrnoException, signal: AbortSignal | undefined): Error {
  if (failure instanceof Broken) return failure;
  const code = failure.code ?? '';
  const message = failure.message || code;
  if (signal?.aborted) return new NetworkError(`${shown(url)} was not fetched to its end, because that was stopped.`);
  if (/CERT|SIGNATURE|ISSUER|ALTNAME|SELF_SIGNED/.test(code) && !/^(ERR_SSL|EPROTO)/.test(code))
    return new NetworkError(
      `The certificate of ${shown(url)} is not trusted: ${message} (${code}). Check the clock (${new Date().toISOString().slice(0, 10)}), or name the certificate's authority in the settings.`,
      { cause: failure },
    );
  if (/^(ERR_SSL|EPROTO)/.test(code))
    return new NetworkError(
      `${shown(url)} is not to be had: the server does not agree to an encrypted connection (${code}).`,
      { cause: failure },
    );
  // What Node's parser of HTTP says.
  if (code.startsWith('HPE_'))
    return new NetworkError(`${shown(url)} was not fetched to its end: ${message} (${code}).`, { cause: failure });
  if (code === 'ERR_PROXY_TUNNEL')
    return new NetworkError(`${shown(url)} is not to be had: ${message}. Check the proxy in the settings.`, {
      cause: failure,
    });
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'ENODATA')
    return new NetworkError(`${shown(url)} is not to be had: no name server knows ${new URL(url).hostname}.`);
  return new Broken(message);
}
