// `baton explain`: from a record of the boot, or the kernel's log, to a timeline.

import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { accountFromLog, accountOf } from '../../../src/commands/explain/account.ts';
import { timelineLines } from '../../../src/commands/explain/timeline.ts';
import { parseKernelRecord, readKernelLog } from '../../../src/linux/read-kernel-log.ts';
import type { BootRecord } from '../../../src/record/boot-record.ts';

const cli = join(resolve(import.meta.dirname, '../../..'), 'src/cli.ts');

function explain(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'explain', ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

const record: BootRecord = {
  version: 1,
  baton: '0.1.0',
  kernel: '6.1.0',
  at: 40,
  node: 1.5,
  dropped: 0,
  messages: [
    { at: 2, level: 'info', phase: 'start', text: 'baton has started' },
    { at: 2.2, level: 'info', phase: 'menu', text: 'the menu is on ttyS0' },
    { at: 2.3, level: 'debug', phase: 'drivers', text: 'driver nvme loaded' },
    { at: 2.6, level: 'debug', phase: 'drivers', text: 'the drivers have started', took: 0.55 },
    { at: 2.7, level: 'info', phase: 'disks', text: '/dev/vda: ext4, mounted read-only' },
    { at: 22.8, level: 'warning', phase: 'disks', text: '/dev/sdb\nis slow', count: 3, last: 30.1 },
    { at: 31.05, level: 'debug', phase: 'load', text: 'load /a', took: 0.05 },
  ],
  running: [{ since: 31.5, phase: 'load', text: 'load /vmlinuz' }],
  devices: [],
};

test('a timeline has phases, durations, silences, what was said again, what goes on, and marks the longest steps', () => {
  assert.equal(timelineLines(accountOf(record)), [
    'baton 0.1.0 on Linux 6.1.0, 40.0 s after the kernel started.',
    'Seconds since the kernel started, and how long each step took; * marks the longest.',
    '',
    'start, 0.000 to 2.000',
    '      0.000     1.500 * the kernel and its first script',
    '      1.500     0.500   Node has started',
    '      2.000             baton has started',
    '',
    'drivers, 2.050 to 2.600',
    '      2.050     0.550 * the drivers have started',
    '      2.300             driver nvme loaded',
    '',
    'disks, 2.700 to 30.100',
    '      2.700             /dev/vda: ext4, mounted read-only',
    '                        (20.1 s later; since: /dev/vda: ext4, mounted read-only)',
    '     22.800             warning: /dev/sdb is slow (3 times, the last at 30.100)',
    '',
    'menu, 2.200 to 2.200',
    '      2.200             the menu is on ttyS0',
    '',
    'load, 31.000 to 40.000',
    '     31.000     0.050   load /a',
    '     31.500     8.500 * not yet: load /vmlinuz',
  ]);
});

test('what was dropped is told', () => {
  const lines = timelineLines(accountOf({ ...record, dropped: 7 }));
  assert.match(lines[1]!, '7 of the oldest messages were dropped');
});

test('nothing that was written down reaches for the terminal', () => {
  const message = { at: 2, level: 'info', phase: 'disks', text: '\x1b[2Jlabel' } as const;
  assert.not.match(timelineLines(accountOf({ ...record, messages: [message] })).join(''), '\x1b');
});

test('a record without messages, and one whose times contradict each other, are told all the same', () => {
  assert.ok(timelineLines(accountOf({ ...record, messages: [], running: [] })).length > 2);
  assert.ok(timelineLines(accountOf({ ...record, node: 100, at: 1 })).length > 2);
});

test('--json has every field in its stable shape', () => {
  const { messages, ...rest } = accountOf({ ...record, messages: record.messages.slice(3, 6) });
  assert.equal(rest, {
    baton: '0.1.0',
    kernel: '6.1.0',
    at: 40,
    node: 1.5,
    dropped: 0,
    running: [{ since: 31.5, phase: 'load', text: 'load /vmlinuz' }],
  });
  assert.equal(messages, [
    { phase: 'drivers', level: 'debug', text: 'the drivers have started', start: 2.05, end: 2.6, took: 0.55, count: 1 },
    {
      phase: 'disks',
      level: 'info',
      text: '/dev/vda: ext4, mounted read-only',
      start: 2.7,
      end: 2.7,
      took: null,
      count: 1,
    },
    { phase: 'disks', level: 'warning', text: '/dev/sdb\nis slow', start: 22.8, end: 30.1, took: null, count: 3 },
  ]);
});

test("baton's own lines are picked out of the kernel's log", () => {
  const texts = [
    '6,339,5140900,-;baton: baton has started',
    '6,340,5140950,-;NET: Registered PF_INET\n SUBSYSTEM=net\n DEVICE=+x',
    '7,341,5500000,-;baton: load /vm\\x5cx took 250 ms',
    '12,342,6000000,c;baton: it took long',
    'nonsense',
  ];
  const records = texts.map(parseKernelRecord).filter((one) => one !== undefined);
  assert.equal(
    accountFromLog(records)?.messages.map(({ level, text, start, end, took }) => [level, text, start, end, took]),
    [
      ['info', 'baton has started', 5.1409, 5.1409, null],
      ['debug', 'load /vm\\x', 5.25, 5.5, 0.25],
      ['warning', 'it took long', 6, 6, null],
    ],
  );
  assert.is(accountFromLog(records.slice(1, 2)), undefined);
});

test("the kernel's log is read to its end", () => {
  if (process.getuid?.() !== 0 || !existsSync('/dev/kmsg')) return console.log('skipped: only root may write to it');
  const mark = `a test of the log ${process.pid}`;
  writeFileSync('/dev/kmsg', `<6>${mark} \xe9\n`);
  const last = readKernelLog().findLast(({ text }) => text.startsWith(mark));
  assert.equal([last?.level, last?.text], [6, `${mark} \xe9`]);
  const uptime = process.hrtime()[0];
  assert.ok(Math.abs(last!.at - uptime) < 60, `${last!.at} s is about ${uptime} s`);
});

test('a system that has no journal of baton says so', () => {
  const { status, stdout, stderr } = explain('--json');
  assert.equal([status, stdout], [1, '']);
  assert.match(stderr, 'there is no journal of baton on this system');
});

test('wrong usage ends with 2', () => {
  assert.is(explain('--nonsense').status, 2);
  assert.is(explain('what').status, 2);
});

test.run();
