// The command as it is called, on this very machine, which no crash has started.

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { temporaryDirectory } from '../../../../qemu/temporary.ts';
import { coreFile } from '../../core-file.ts';

const cli = resolve(import.meta.dirname, '../../../../src/cli.ts');
const directory = await temporaryDirectory();
test.after(directory.remove);

function baton(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'crash', ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

for (const [args, sentence] of [
  [[], /Say what to do: load, unload, status, save, log\./],
  [['burn'], /Say what to do/],
  [['load', 'linux'], /"linux" is one argument too many/],
  [['load', '--to', '/x'], /--to goes with save/],
  [['save', '--where'], /--where/],
] as const) {
  test(`"crash ${args.join(' ')}" is refused`, () => {
    const { status, stderr } = baton(...args);
    assert.is(status, 2);
    assert.match(stderr, sentence);
  });
}

test('in a system that no crash has started, nothing is saved', () => {
  const { status, stderr } = baton('save', '--to', directory.path);
  assert.is(status, 1);
  assert.match(stderr, /\/proc\/vmcore cannot be opened \(ENOENT\)\. This system was not started by a crash/);
});

test('status says what is there, and what to do', () => {
  const { status, stdout } = baton('status');
  assert.ok(status === 0 || status === 1);
  assert.match(stdout, /crash kernel/);
});

test('log prints the log of a core', () => {
  const core = join(directory.path, 'core');
  writeFileSync(core, coreFile([{ time: 5_000_000_000n, text: 'Kernel panic' }]));
  assert.equal(baton('log', core), { status: 0, stdout: '[    5.000000] Kernel panic\n', stderr: '' });
  const { status, stderr } = baton('log', cli);
  assert.is(status, 1);
  assert.match(stderr, /does not tell all: it is no 64-bit ELF core/);
});

test.run();
