// A virtual machine that runs: its console, its monitor, and its end.

import type { Process } from './process.ts';
import type { Qmp } from './qmp.ts';
import type { Serial } from './serial.ts';

export interface BlockStatistics {
  /** The number of the disk in `MachineOptions.disks`. */
  readonly disk: number;
  /** Requests that the guest made of it. */
  readonly reads: number;
  readonly writes: number;
}

export class Machine {
  /** Its serial lines; the first is also called {@link serial}. */
  readonly serials: readonly Serial[];
  readonly serial: Serial;
  readonly qmp: Qmp;
  readonly #process: Process;

  constructor(process: Process, serials: readonly [Serial, ...Serial[]], qmp: Qmp) {
    this.#process = process;
    this.serials = serials;
    this.serial = serials[0];
    this.qmp = qmp;
    process.ended.then(({ sentence }) => {
      for (const serial of serials) serial.end(sentence);
    });
  }

  /**
   * Waits for QEMU's end, because the guest powered off or rebooted, and returns a sentence about it. Throws after
   * `seconds` an error that shows the last screen.
   */
  async waitExit(seconds: number): Promise<string> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      const screen = this.serial.screen;
      late.reject(new Error(`waited ${seconds} s for the machine to power off. The serial console shows:\n${screen}`));
    }, seconds * 1000);
    const ended = this.#process.ended.then(({ sentence }) => sentence);
    return Promise.race([ended, late.promise]).finally(() => clearTimeout(timer));
  }

  /** Ends QEMU at once, as pulling the plug would, and returns when it is gone with its temporary files. */
  async kill(): Promise<void> {
    await this.#process.kill();
  }

  /** For `await using`: the machine ends with the block that started it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  /** Stops the processors. */
  async pause(): Promise<void> {
    await this.qmp.execute('stop');
  }

  /** Writes the VGA screen into the PNG file `path`. Throws if the machine has no graphics. */
  async screendump(path: string): Promise<void> {
    await this.qmp.execute('screendump', { filename: path, format: 'png' });
  }

  /** Presses keys on the machine's keyboard, together: names as QEMU's QKeyCode has them, `ret`, `down`, `a`. */
  async sendKey(...keys: string[]): Promise<void> {
    await this.qmp.execute('send-key', { keys: keys.map((data) => ({ type: 'qcode', data })) });
  }

  /** Pulls out the disk of this number, which has to be a `scsi-unit`; the guest is told at once. */
  async pull(disk: number): Promise<void> {
    await this.qmp.execute('device_del', { id: `unit${disk}` });
  }

  /**
   * Plugs in the raw image `file`, read-only, as a `device` such as `usb-storage` on `bus`; the names are those of
   * `MachineOptions.devices`. Returns when QEMU has done so.
   */
  async plug(file: string, device: string, bus: string): Promise<void> {
    const node = `plugged-into-${bus}`;
    const image = { driver: 'file', filename: file, 'read-only': true };
    await this.qmp.execute('blockdev-add', { driver: 'raw', 'node-name': node, 'read-only': true, file: image });
    await this.qmp.execute('device_add', { driver: device, bus, drive: node });
  }

  async blockStatistics(): Promise<BlockStatistics[]> {
    const all = (await this.qmp.execute('query-blockstats')) as BlockStatisticsReply[];
    return all.flatMap(({ device, stats }) => {
      const disk = /^disk(\d+)$/.exec(device ?? '')?.[1];
      return disk === undefined
        ? []
        : [{ disk: Number(disk), reads: stats.rd_operations, writes: stats.wr_operations }];
    });
  }
}

interface BlockStatisticsReply {
  readonly device?: string;
  readonly stats: { readonly rd_operations: number; readonly wr_operations: number };
}
