// Configurations that would go on for ever, or fill the memory.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Reading } from '../../../../src/entry/reading.ts';
import { readSyslinux } from './read-syslinux.ts';

async function timed(reading: Promise<Reading>): Promise<Reading> {
  const before = process.cpuUsage();
  const result = await reading;
  const { user, system } = process.cpuUsage(before);
  assert.ok(user + system < 1_000_000, `it took ${(user + system) / 1_000} ms`);
  return result;
}

test('files that include each other come to an end, with what was understood', async () => {
  const reading = await timed(readSyslinux('LABEL a\nLINUX /a\nINCLUDE syslinux.cfg\nINCLUDE syslinux.cfg\n'));
  assert.ok(reading.entries.length > 0);
  assert.match(reading.diagnostics.map(({ message }) => message).join(), /without an end|too much/);
});

test('configurations that start each other come to an end', async () => {
  const link = (to: string) => Array.from({ length: 20 }, (_, i) => `LABEL l${i}\nCONFIG ${to}\n`).join('');
  const files = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`/c${i}`, link(`/c${(i * 7 + 5) % 12}`)]));
  await timed(readSyslinux(link('/c0'), files));
});

test('a hundred thousand labels are cut off, with a sentence', async () => {
  const reading = await timed(readSyslinux('LABEL a\nCOM32 cmd.c32\nAPPEND zzz\n'.repeat(100_000)));
  assert.ok(reading.entries.length >= 1_000);
  assert.match(reading.diagnostics.map(({ message }) => message).join(), 'Too many labels');
});

test('thousands of initrds for each of thousands of labels are cut off', async () => {
  const reading = await timed(
    readSyslinux(`APPEND initrd=${'a,'.repeat(2_000)}\n${'LABEL a\nLINUX k\n'.repeat(5_000)}`),
  );
  assert.is(reading.entries[0]!.initrds.length, 50);
});

test('bytes that are no text end nowhere', async () => {
  const bytes = Uint8Array.from({ length: 100_000 }, (_, at) => (at * 7919) % 256);
  assert.equal((await timed(readSyslinux(bytes))).entries, []);
});

test.run();
