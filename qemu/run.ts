// Three ways to run a machine for a person. Each returns the exit status for the program.

import { existsSync } from 'node:fs';
import { emulatorOf, type MachineOptions, machineArguments } from './arguments.ts';
import { startProcess } from './process.ts';
import { startMachine } from './start-machine.ts';
import { temporaryDirectory } from './temporary.ts';

/** Software emulation on a busy host takes minutes for what takes seconds on a processor with virtualisation. */
const bootSeconds = 600;

const windowSupport = '/usr/lib/x86_64-linux-gnu/qemu/ui-gtk.so';

/** Throws a sentence where no window can be shown. */
export function ensureDesktop(): void {
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    throw new Error('--graphics needs a desktop, but neither DISPLAY nor WAYLAND_DISPLAY is set: start it from one');
  }
  // Without it QEMU would start, and show its screen to a network port.
  if (!existsSync(windowSupport)) {
    throw new Error('QEMU can open no window here. Install what it needs for that: apt-get install qemu-system-gui');
  }
}

/** The machine's screen in a window, until the window is closed or the machine switched off. */
export function runInWindow(options: MachineOptions): Promise<number> {
  return runProcess(options, machineArguments({ ...options, graphics: 'window' }));
}

/** The machine's serial console on this terminal, until the machine is switched off or Ctrl-A X is pressed. */
export function runOnTerminal(options: MachineOptions): Promise<number> {
  console.error('The virtual machine takes over this terminal. Ctrl-A X ends it.');
  const serial = ['-chardev', 'stdio,id=console,mux=on,signal=off', '-serial', 'chardev:console'];
  return runProcess(options, [...serial, '-mon', 'chardev=console', ...machineArguments(options)]);
}

async function runProcess(options: MachineOptions, args: readonly string[]): Promise<number> {
  const end = await startProcess(emulatorOf(options), args, await temporaryDirectory(), 'inherit').ended;
  if (end.failed) throw new Error(end.sentence);
  return 0;
}

/** The last words on baton's menu when it has come to the end of what it can do by itself. */
const stuck = /disk\s+that\s+appears\s+now|connect\s+another\s+disk|Every\s+entry\s+has\s+been\s+tried/;

/**
 * Prints what the serial console prints until a login prompt comes. Throws the reason if none does: a panic, or a menu
 * that waits for somebody to help.
 */
export async function runByItself(options: MachineOptions): Promise<number> {
  await using machine = await startMachine(options);
  const { serial } = machine;
  serial.onOutput((chunk) => process.stdout.write(chunk));
  const wait = { seconds: bootSeconds, what: 'the login prompt' };
  const prompt = serial.expect(/ login: |Kernel panic[^\n]*\n/, wait);
  const menu = serial.expectScreen(stuck, wait);
  // Whichever loses fails when the machine ends, which nobody asks about any more.
  for (const one of [prompt, menu]) one.catch(() => {});
  const seen = await Promise.race([prompt, menu]);
  process.stdout.write('\n');
  if (stuck.test(seen.match[0])) {
    throw new Error(`baton found nothing that it could boot. Its menu says:\n${serial.screen.trimEnd()}`);
  }
  if (!seen.match[0].endsWith('login: ')) throw new Error(`the machine stopped: ${seen.match[0].trim()}`);
  console.error(`The login prompt came after ${seen.at.toFixed(1)} s.`);
  return 0;
}
