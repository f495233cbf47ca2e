// A TFTP client: RFC 1350, with the options of RFC 2347 to 2349 (block and transfer size) and 7440 (window size).

import { createSocket, type RemoteInfo } from 'node:dgram';
import { NetworkError } from './network-error.ts';

/** Opcodes. */
const [RRQ, DATA, ACK, ERROR, OACK] = [1, 3, 4, 5, 6];

/** Bytes in a block: what fits into an Ethernet frame; and blocks that come without being acknowledged one by one. */
const [blockSize, windowSize] = [1428, 16];
/** Where the server knows no options (RFC 1350). */
const plainBlockSize = 512;

/** How long an answer may take before it is asked for again, in milliseconds, and how often that is done. */
const [patience, repeats] = [1000, 8];

/** The error code of RFC 1350 for a file that is not there. */
const noFile = 1;

/** What the error codes of RFC 1350 mean, where they say it. */
const errors = ['', 'there is no such file', 'the server does not give it out', '', 'the server calls that illegal'];

export interface TftpFile {
  /** As the server has announced it. */
  readonly size?: number;
}

export interface TftpEvents {
  /** Told once, before the first byte. A throw ends the transfer. */
  onStart?(file: TftpFile): void;
  /** Called with every block in order. A throw ends the transfer. */
  onData(bytes: Uint8Array): void;
  readonly signal?: AbortSignal;
  /** Only the size is wanted: the transfer ends when it is known. */
  readonly sizeOnly?: boolean;
}

/** Reads `path` from `host` (an IPv4 address or a name) in octet mode. Raises NetworkError, with a sentence. */
export function readTftp(host: string, port: number, path: string, events: TftpEvents): Promise<void> {
  return new Promise((resolve, reject) => new Transfer(host, port, path, events, resolve, reject));
}

class Transfer {
  readonly #url: string;
  readonly #events: TftpEvents;
  readonly #resolve: () => void;
  readonly #reject: (failure: unknown) => void;
  readonly #socket = createSocket('udp4');
  /** The server answers from a port of its own, which stays the same. */
  #peer: { readonly address: string; readonly port: number } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #last: Buffer;
  #repeated = 0;
  #started = false;
  #blockSize = plainBlockSize;
  #window = 1;
  /** The last block that came in order, counted without end; the protocol's numbers begin anew after 65535. */
  #block = 0;
  #sinceAck = 0;
  #ended = false;

  constructor(
    host: string,
    port: number,
    path: string,
    events: TftpEvents,
    resolve: () => void,
    reject: (failure: unknown) => void,
  ) {
    this.#url = `tftp://${host}${path}`;
    this.#events = events;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#last = request(path);
    this.#socket.on('error', (failure) => this.#fail(`cannot be asked for: ${failure.message}`));
    this.#socket.on('message', (message, from) => this.#take(message, from));
    events.signal?.addEventListener('abort', this.#abort, { once: true });
    if (events.signal?.aborted) this.#abort();
    else this.#send(this.#last, { address: host, port });
  }

  readonly #abort = (): void => this.#fail('was not fetched to its end, because that was stopped');

  #send(message: Buffer, to = this.#peer): void {
    this.#last = message;
    if (!to || this.#ended) return;
    this.#socket.send(message, to.port, to.address, (failure) => {
      if (failure) this.#fail(`cannot be asked for: ${failure.message}`);
    });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (++this.#repeated > repeats) this.#fail('is not to be had: the server does not answer');
      else this.#send(this.#last, to);
    }, patience);
  }

  #take(message: Buffer, { address, port }: RemoteInfo): void {
    if (this.#ended || message.length < 4) return;
    if (this.#peer && (this.#peer.address !== address || this.#peer.port !== port)) return;
    this.#peer ??= { address, port };
    try {
      const opcode = message.readUInt16BE(0);
      if (opcode === DATA) this.#data(message.readUInt16BE(2), message.subarray(4));
      else if (opcode === OACK) this.#options(message.subarray(2));
      else if (opcode === ERROR) this.#refused(message.readUInt16BE(2), message.subarray(4));
    } catch (failure) {
      this.#tell(8);
      this.#end(() => this.#reject(failure));
    }
  }

  #options(bytes: Buffer): void {
    if (this.#started) {
      this.#send(this.#last);
      return;
    }
    const words = bytes.toString('latin1').split('\0');
    const given = new Map<string, number>();
    for (let at = 0; at + 1 < words.length; at += 2) given.set(words[at]!.toLowerCase(), Number(words[at + 1]));
    const within = (name: string, most: number, otherwise: number): number => {
      const value = given.get(name) ?? otherwise;
      if (!Number.isInteger(value) || value < 1 || value > most)
        throw new NetworkError(`${this.#url}: the server offers ${name} ${value}, which was not asked for.`);
      return value;
    };
    this.#blockSize = within('blksize', blockSize, plainBlockSize);
    this.#window = within('windowsize', windowSize, 1);
    this.#start(given.get('tsize'));
    if (this.#events.sizeOnly) this.#finish();
    else this.#send(acknowledge(0));
  }

  #start(size: number | undefined): void {
    this.#started = true;
    this.#events.onStart?.(size !== undefined && Number.isSafeInteger(size) && size >= 0 ? { size } : {});
  }

  #data(number: number, bytes: Buffer): void {
    if (!this.#started) this.#start(undefined);
    if (this.#events.sizeOnly) {
      this.#finish();
      return;
    }
    // What came twice or after a gap: the server goes on behind the block that is acknowledged.
    if (number !== ((this.#block + 1) & 0xffff)) {
      if (this.#sinceAck === 0) return;
      this.#sinceAck = 0;
      this.#send(acknowledge(this.#block));
      return;
    }
    if (bytes.length > this.#blockSize) throw new NetworkError(`${this.#url}: a block is longer than was agreed.`);
    this.#block++;
    this.#sinceAck++;
    this.#repeated = 0;
    this.#events.onData(bytes);
    const isLast = bytes.length < this.#blockSize;
    if (isLast || this.#sinceAck >= this.#window) {
      this.#sinceAck = 0;
      this.#send(acknowledge(this.#block));
    } else {
      // Acknowledged when nothing more comes, so that a lost block is sent again.
      this.#last = acknowledge(this.#block);
      this.#timer?.refresh();
    }
    if (isLast) this.#end(this.#resolve);
  }

  #refused(code: number, text: Buffer): void {
    const said = text
      .toString('latin1')
      .replace(/\0.*$/s, '')
      .replace(/[^ -~]/g, '?')
      .slice(0, 200);
    this.#fail(
      `is not to be had: ${errors[code] || 'the server refuses it'}${said ? ` ("${said}")` : ''}`,
      code === noFile,
    );
  }

  /** Tells the server that nothing more is wanted. */
  #tell(code: number): void {
    if (this.#peer) this.#socket.send(Buffer.from([0, ERROR!, 0, code, 0]), this.#peer.port, this.#peer.address);
  }

  #finish(): void {
    this.#tell(8);
    this.#end(this.#resolve);
  }

  #fail(what: string, absent = false): void {
    this.#end(() => this.#reject(new NetworkError(`${this.#url} ${what}.`, { absent })));
  }

  #end(then: () => void): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#events.signal?.removeEventListener('abort', this.#abort);
    // The last message may still be under way.
    setImmediate(() => this.#socket.close());
    then();
  }
}

function request(path: string): Buffer {
  const options = ['octet', 'tsize', '0', 'blksize', `${blockSize}`, 'windowsize', `${windowSize}`];
  return Buffer.concat([Buffer.from([0, RRQ!]), Buffer.from([path, ...options].map((word) => `${word}\0`).join(''))]);
}

function acknowledge(block: number): Buffer {
  return Buffer.from([0, ACK!, (block >> 8) & 0xff, block & 0xff]);
}
