// One transfer by TFTP: RFC 1350, with the options of RFC 2347 to 2349 (block and transfer size) and 7440 (window size).

import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { NetworkError } from './network-error.ts';
import {
  acknowledge,
  blockSizes,
  DATA,
  ERROR,
  OACK,
  readOptions,
  readRefusal,
  request,
  stopped,
  windowSize,
} from './tftp-packet.ts';

/** Where the server knows no options (RFC 1350). */
const plainBlockSize = 512;

/** The clock of what is sent again, in milliseconds. */
const tick = 100;
/** After so many ticks the request is sent again at first, an acknowledgement at the earliest, and both at the latest. */
const [firstWait, leastWait, longestWait] = [10, 2, 20];
/** How long a transfer may stand still, in milliseconds. */
const usualPatience = 10_000;

/** The error code of RFC 1350 for a file that is not there. */
const noFile = 1;

export interface TftpFile {
  /** As the server has announced it. */
  readonly size?: number;
  /** How many blocks the server sends without waiting. */
  readonly window: number;
}

export interface TftpEvents {
  /** Told once, before the first byte. A throw ends the transfer. */
  onStart?(file: TftpFile): void;
  /** Called with every block in order. A throw ends the transfer. */
  onData(bytes: Uint8Array): void;
  readonly signal?: AbortSignal;
  /** How long it may stand still, in milliseconds, in place of what is usual. */
  readonly patience?: number;
  /** Only the size is wanted: the transfer ends when it is known. */
  readonly sizeOnly?: boolean;
}

export interface Peer {
  readonly address: string;
  readonly port: number;
}

export class Transfer {
  readonly #url: string;
  readonly #events: TftpEvents;
  readonly #resolve: () => void;
  readonly #reject: (failure: unknown) => void;
  readonly #socket: Socket;
  readonly #server: Peer;
  /** The server answers from a port of its own, which stays the same. */
  #peer: Peer | undefined;
  #connected = false;
  readonly #clock: NodeJS.Timeout;
  #last: Buffer;
  /** Ticks since something was sent, and after how many it is sent again. */
  #ticks = 0;
  #wait = firstWait;
  #usualWait = leastWait;
  readonly #asked = performance.now();
  /** Ticks since the last block. */
  #idle = 0;
  #started = false;
  readonly #askedSize: number;
  #blockSize = plainBlockSize;
  #window = 1;
  /** The last block that came in order, counted without end; the protocol's numbers begin anew after 65535. */
  #block = 0;
  #sinceAck = 0;
  /** The block behind which others were missing. */
  #gapAt = -1;
  #ended = false;

  constructor(
    url: string,
    server: Peer,
    path: string,
    events: TftpEvents,
    resolve: () => void,
    reject: (failure: unknown) => void,
  ) {
    this.#url = url;
    this.#server = server;
    this.#events = events;
    this.#resolve = resolve;
    this.#reject = reject;
    const family = server.address.includes(':') ? 'udp6' : 'udp4';
    this.#askedSize = blockSizes[family];
    this.#last = request(path, this.#askedSize);
    this.#socket = createSocket(family);
    this.#socket.on('error', (failure) => this.#fail(`cannot be asked for: ${failure.message}`));
    this.#socket.on('message', (message, from) => this.#take(message, from));
    this.#clock = setInterval(() => this.#look(), tick);
    events.signal?.addEventListener('abort', this.#abort, { once: true });
    if (events.signal?.aborted) this.#abort();
    else this.#send(this.#last);
  }

  readonly #abort = (): void => this.#fail('was not fetched to its end, because that was stopped');

  /** Called with every tick: what was lost is sent again, after longer and longer times. */
  #look(): void {
    const { patience = usualPatience } = this.#events;
    if (++this.#idle * tick > patience) {
      const what = this.#started ? 'was not fetched to its end' : 'is not to be had';
      this.#fail(`${what}: the server does not answer`);
    } else if (++this.#ticks >= this.#wait) {
      this.#wait = Math.min(this.#wait * 2, longestWait);
      this.#send(this.#last);
    }
  }

  #send(message: Buffer): void {
    this.#last = message;
    this.#ticks = 0;
    if (this.#ended) return;
    if (this.#connected) this.#socket.send(message);
    else {
      const { address, port } = this.#peer ?? this.#server;
      this.#socket.send(message, port, address, (failure) => {
        if (failure) this.#fail(`cannot be asked for: ${failure.message}`);
      });
    }
  }

  #take(message: Buffer, { address, port }: RemoteInfo): void {
    if (this.#ended || message.length < 4) return;
    if (this.#peer && (this.#peer.address !== address || this.#peer.port !== port)) return;
    if (this.#connected) this.#understand(message);
    // A connected socket takes and sends packets with less work.
    if (this.#peer) return;
    this.#peer = { address, port };
    this.#usualWait = Math.min(
      longestWait,
      Math.max(leastWait, Math.ceil((4 * (performance.now() - this.#asked)) / tick)),
    );
    this.#socket.connect(port, address, () => {
      this.#connected = true;
      if (!this.#ended) this.#understand(message);
    });
  }

  #understand(message: Buffer): void {
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
    const given = readOptions(bytes);
    const within = (name: string, most: number, otherwise: number): number => {
      const value = given.get(name) ?? otherwise;
      if (!Number.isInteger(value) || value < 1 || value > most)
        throw new NetworkError(`${this.#url}: the server offers ${name} ${value}, which was not asked for.`);
      return value;
    };
    this.#blockSize = within('blksize', this.#askedSize, plainBlockSize);
    this.#window = within('windowsize', windowSize, 1);
    this.#start(given.get('tsize'));
    if (this.#events.sizeOnly) this.#finish();
    else this.#send(acknowledge(0));
  }

  #start(size: number | undefined): void {
    this.#started = true;
    this.#idle = 0;
    const known = size !== undefined && Number.isSafeInteger(size) && size >= 0 ? { size } : {};
    this.#events.onStart?.({ ...known, window: this.#window });
  }

  #data(number: number, bytes: Buffer): void {
    if (!this.#started) this.#start(undefined);
    if (this.#events.sizeOnly) {
      this.#finish();
      return;
    }
    const ahead = (number - this.#block - 1) & 0xffff;
    if (ahead > 0) {
      // After a gap the server is told at once, and what came twice tells that it has not heard of it; but not each time,
      // since there are servers that send a block for every acknowledgement.
      const isGap = ahead < this.#window;
      if (isGap ? this.#gapAt !== this.#block : this.#ticks > 0) this.#send(acknowledge(this.#block));
      if (isGap) this.#gapAt = this.#block;
      this.#sinceAck = 0;
      return;
    }
    if (bytes.length > this.#blockSize) throw new NetworkError(`${this.#url}: a block is longer than was agreed.`);
    this.#block++;
    this.#sinceAck++;
    this.#wait = this.#usualWait;
    this.#idle = 0;
    const isLast = bytes.length < this.#blockSize;
    // First of all, so that the next block is under way while this one is dealt with.
    if (isLast || this.#sinceAck >= this.#window) {
      this.#sinceAck = 0;
      this.#send(acknowledge(this.#block));
    } else {
      // Acknowledged when nothing more comes, so that a lost block is sent again.
      this.#last = acknowledge(this.#block);
      this.#ticks = 0;
    }
    this.#events.onData(bytes);
    if (isLast) this.#end(this.#resolve);
  }

  #refused(code: number, text: Buffer): void {
    this.#fail(`is not to be had: ${readRefusal(code, text)}`, code === noFile);
  }

  /** Tells the server that nothing more is wanted. */
  #tell(code: number): void {
    if (this.#connected) this.#socket.send(stopped(code));
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
    clearInterval(this.#clock);
    this.#events.signal?.removeEventListener('abort', this.#abort);
    // The last message may still be under way.
    setImmediate(() => this.#socket.close());
    then();
  }
}
