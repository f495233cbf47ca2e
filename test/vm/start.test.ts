// npm start, as a person or a script runs it.

import { type ChildProcess, spawn } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkout } from '../../build/cache.ts';
import { ensureParts } from '../../qemu/parts.ts';
import { smallDisk } from '../../qemu/small-disk.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { bootSeconds, keySeconds, menuSeconds } from './seconds.ts';

await ensureParts();

interface Run {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<number | null>;
}

function start(command: string, args: readonly string[]): Run {
  let output = '';
  const child = spawn(command, args, { cwd: checkout, stdio: ['pipe', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { child, output: () => output, ended };
}

/** Waits until `pattern` is in the output; throws after the bound, with the output's end. */
async function expectOutput(run: Run, pattern: RegExp, seconds: number): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!pattern.test(run.output())) {
    if (performance.now() > end) throw new Error(`no ${pattern} within ${seconds} s in\n${run.output().slice(-3000)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The exit status; ends the run and throws when it takes longer. */
async function exitStatus(run: Run, seconds: number): Promise<number | null> {
  const timer = setTimeout(() => run.child.kill(), seconds * 1000);
  const status = await run.ended;
  clearTimeout(timer);
  return status;
}

test('without a terminal it prints the console, and ends well at the login prompt', async () => {
  const run = start('npm', ['start']);
  run.child.stdin?.end();
  assert.is(await exitStatus(run, menuSeconds + bootSeconds), 0, run.output().slice(-3000));
  assert.match(run.output(), /Advanced options for Debian/);
  assert.match(run.output(), /demo login: /);
});

test('a disk with nothing to boot ends it with the reason', async () => {
  using directory = await temporaryDirectory();
  const file = await smallDisk({ '/notes.txt': 'nothing to boot' }, directory);
  const run = start('npm', ['start', '--', '--disk', file]);
  run.child.stdin?.end();
  assert.is(await exitStatus(run, bootSeconds), 1, run.output().slice(-3000));
  assert.match(run.output(), /baton found nothing that it could boot[\s\S]*ext4/);
});

test('a disk that does not exist is named', async () => {
  const run = start('npm', ['start', '--', '--disk', '/nonexistent.img']);
  assert.is(await exitStatus(run, keySeconds), 1);
  assert.match(run.output(), /nonexistent\.img/);
});

test('on a terminal the menu takes keys, and Ctrl-A X ends the machine', async () => {
  // script(1) makes a terminal of its own for the command.
  const run = start('script', ['-qefc', 'npm start -- --append baton.timeout=-1', '/dev/null']);
  await expectOutput(run, /Advanced options for Debian/, bootSeconds);
  run.child.stdin?.write('\x1b[B\r');
  await expectOutput(run, /recovery mode/, keySeconds);
  run.child.stdin?.write('\x01x');
  assert.is(await exitStatus(run, keySeconds), 0, run.output().slice(-3000));
});

test('--help tells the options', async () => {
  const run = start('npm', ['start', '--', '--help']);
  assert.is(await exitStatus(run, keySeconds), 0);
  for (const option of ['--disk', '--memory', '--graphics']) assert.match(run.output(), new RegExp(option));
});

test.run();
