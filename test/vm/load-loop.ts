// Runs in a machine: loads and unloads a kernel a hundred times, by one system call and the other, in one process, and tells
// what is left of that.

import { readdirSync, readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { run } from '../../src/commands/kexec/run.ts';

/** Each with both system calls. */
const rounds = 50;
/** Rounds after which what is kept for good is there. */
const warmUp = 10;

const refused: string[] = [];
const output = { out: () => {}, error: (line: string) => void refused.push(line) };

async function kexec(...args: string[]): Promise<void> {
  const status = await run(args, output);
  if (status !== 0) refused.push(`kexec ${args.join(' ')} ended with ${status}`);
}

const loaded = () => readFileSync('/sys/kernel/kexec_loaded', 'utf8').trim();

/** Of this process: its open files, the bytes that JavaScript holds, and those of memory, after nobody uses the rest. */
async function state() {
  for (let turn = 0; turn < 3; turn++) {
    globalThis.gc!();
    await setImmediate();
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { descriptors: readdirSync('/proc/self/fd').length, held: heapUsed + external, resident: rss };
}

async function main(): Promise<void> {
  let first = await state();
  for (let round = 1; round <= rounds; round++) {
    for (const call of ['-s', '-c']) {
      // Two initrds, so that they are joined in memory.
      await kexec(call, '-l', 'vmlinuz', '--initrd=tiny.img', '--initrd=tiny.img', '--command-line=quiet');
      if (loaded() !== '1') refused.push(`round ${round}: kexec ${call} -l has loaded nothing`);
      await kexec(call, '-u');
    }
    if (round === warmUp) first = await state();
  }
  const last = await state();
  const both = (name: keyof typeof first) => ({ first: first[name], last: last[name] });
  const left = { descriptors: both('descriptors'), held: both('held'), resident: both('resident'), loaded: loaded() };
  console.log(`load-loop: ${JSON.stringify({ rounds, refused: refused.slice(0, 5), ...left })}`);
}

void main();
