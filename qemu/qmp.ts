// QEMU's machine protocol: JSON objects, one a line, over a socket.
// https://www.qemu.org/docs/master/interop/qmp-spec.html

import type { Socket } from 'node:net';

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

const replySeconds = 120;
const lineLimit = 16 * 1024 * 1024;

export class Qmp {
  readonly #socket: Socket;
  readonly #pending = new Map<number, Pending>();
  #next = 1;
  #rest = '';

  /** Takes the connected socket of a monitor and negotiates its capabilities. */
  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => this.#receive(chunk));
    socket.on('error', () => {});
    socket.on('close', () => this.#fail(new Error('QEMU closed its monitor')));
    this.execute('qmp_capabilities').catch(() => {});
  }

  /**
   * Executes one command and returns what it returns. Throws with QEMU's own sentence when QEMU refuses it, when QEMU
   * ends, or after two minutes.
   */
  execute(command: string, args: Record<string, unknown> = {}): Promise<unknown> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      const fail = (reason: string) => {
        clearTimeout(timer);
        this.#pending.delete(id);
        reject(new Error(`QEMU did not execute ${command}: ${reason}`));
      };
      const timer = setTimeout(() => fail(`no answer within ${replySeconds} s`), replySeconds * 1000);
      this.#pending.set(id, {
        resolve: (value) => {
          clearTimeout(timer);
          this.#pending.delete(id);
          resolve(value);
        },
        reject: (error) => fail(error.message),
      });
      if (this.#socket.destroyed) fail('its monitor is closed');
      else this.#socket.write(`${JSON.stringify({ execute: command, arguments: args, id })}\n`);
    });
  }

  #receive(chunk: string): void {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop()!.slice(-lineLimit);
    for (const line of lines) {
      if (line.trim() === '') continue;
      const message = parse(line);
      if (message === undefined) this.#fail(new Error(`not a QMP message: ${line.slice(0, 200)}`));
      const pending = this.#pending.get(Number(message?.id));
      if (message?.error) pending?.reject(new Error(message.error.desc));
      else if (message && 'return' in message) pending?.resolve(message.return);
    }
  }

  #fail(error: Error): void {
    for (const pending of [...this.#pending.values()]) pending.reject(error);
  }
}

interface Message {
  id?: number;
  return?: unknown;
  error?: { desc: string };
}

function parse(line: string): Message | undefined {
  try {
    return JSON.parse(line) as Message;
  } catch {
    return undefined;
  }
}
