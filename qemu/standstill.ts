// A kernel that stands still before it starts its first program: now and then an emulated processor sleeps through what
// should wake it. Nothing of ours has run by then, so the machine is helped on, and a line tells of it.

import type { Qmp } from './qmp.ts';
import type { Serial } from './serial.ts';

export interface Patience {
  /** Seconds without a character until the processors are stopped and go on, which wakes them. */
  readonly wake: number;
  /** Seconds without a character until the machine is reset, once. */
  readonly reset: number;
}

const usual: Patience = { wake: 30, reset: 75 };

/** The last line, or what there is of it, is the kernel's own. */
const speaking = /(?:^|\n)\[[^\n]*\s*$/;
/** It needs no help any more, or cannot be helped. */
const over = /Run \S+ as init process|Kernel panic/;

/**
 * Watches the machine until its kernel starts a program. Kernels that print nothing are not watched.
 * @param restarts whether the machine may be reset by its guest, which is as it was afterwards
 */
export function watchStandstill(serial: Serial, qmp: Qmp, restarts: boolean, { wake, reset } = usual): void {
  let heard = performance.now();
  let woken = false;
  serial.onOutput(() => {
    heard = performance.now();
  });
  const timer = setInterval(() => {
    const { transcript } = serial;
    if (serial.ended || over.test(transcript)) return clearInterval(timer);
    if (!speaking.test(transcript)) return;
    const silent = (performance.now() - heard) / 1000;
    if (silent > reset) {
      clearInterval(timer);
      help('is reset', resetMachine);
    } else if (silent > wake && !woken) {
      woken = true;
      help('is woken', wakeProcessors);
    }
  }, 1000);
  timer.unref();

  function help(how: string, action: () => Promise<unknown>): void {
    console.error(`the kernel of a virtual machine stands still, and ${how}: ${lastLine(serial.transcript)}`);
    action().catch(() => clearInterval(timer));
  }

  async function wakeProcessors(): Promise<void> {
    await qmp.execute('stop');
    await qmp.execute('cont');
  }

  async function resetMachine(): Promise<void> {
    const output = new Promise<void>((resolve) => serial.onOutput(() => resolve()));
    await qmp.execute('set-action', { reboot: 'reset' });
    await qmp.execute('system_reset');
    await qmp.execute('cont');
    if (restarts) return;
    // SeaBIOS resets the machine once more by itself, before the kernel says something again.
    await output;
    await qmp.execute('set-action', { reboot: 'shutdown' });
  }
}

const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? '';
