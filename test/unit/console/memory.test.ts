// What somebody types at a prompt does not stay in the memory of the process.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const chunk = 2 ** 20;

const isStopped = (pid: number) => /\) T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));

/**
 * How often `text` is in the memory that the process `pid` can write to. It stands still meanwhile: what it gave back
 * to the kernel after its maps were read could not be read any more (EIO).
 */
async function countInMemory(pid: number, text: string): Promise<number> {
  process.kill(pid, 'SIGSTOP');
  while (!isStopped(pid)) await sleep(1);
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  let count = 0;
  try {
    for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
      const [, from, to] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? [];
      if (from === undefined || to === undefined) continue;
      // Chunks overlap, so that nothing is cut in two.
      const buffer = Buffer.alloc(chunk + text.length - 1);
      for (let at = BigInt(`0x${from}`); at < BigInt(`0x${to}`); at += BigInt(chunk)) {
        const length = Math.min(buffer.length, Number(BigInt(`0x${to}`) - at));
        const found = buffer.subarray(0, readSync(memory, buffer, 0, length, at));
        for (let index = found.indexOf(text); index >= 0; index = found.indexOf(text, index + 1)) count++;
      }
    }
  } finally {
    closeSync(memory);
    process.kill(pid, 'SIGCONT');
  }
  return count;
}

test('a passphrase is in memory while it is typed, and nowhere when it has been used', async () => {
  const program = join(import.meta.dirname, 'asking.ts');
  // script(1) gives it a terminal of its own, and would stop with what it runs, were that not a shell in between.
  const command = `${process.execPath} ${program}; true`;
  const script = spawn('script', ['--quiet', '--flush', '--command', command, '/dev/null']);
  let shown = '';
  script.stdout.on('data', (bytes: Buffer) => {
    shown += bytes.toString();
  });
  const until = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const match = pattern.exec(shown);
      if (match) return match;
      await once(script.stdout, 'data');
    }
  };
  const pid = Number((await until(/process (\d+)\./))[1]);
  const passphrase = 'quince-marmalade';
  try {
    await until(/Passphrase: /);
    script.stdin.write(passphrase);
    await until(/\*{16}/);
    assert.ok((await countInMemory(pid, passphrase)) > 0);
    script.stdin.write('\r');
    await until(/answered with 16 bytes\./);
    await until(/wiped\./);
    assert.is(await countInMemory(pid, passphrase), 0);
  } finally {
    process.kill(pid);
  }
});

test.run();
