// What is done to processes, links and watchdogs when a system goes down.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Temporary, temporaryDirectory } from '../../../qemu/temporary.ts';
import { bringLinksDown } from '../../../src/linux/links.ts';
import { listProcesses } from '../../../src/linux/processes.ts';
import { tendWatchdogs } from '../../../src/linux/watchdogs.ts';

function lay(directory: Temporary, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(directory.path, path, '..'), { recursive: true });
    writeFileSync(join(directory.path, path), text);
  }
}

test('a process is listed with its parent and its name, one that asks to be spared is not', async () => {
  const child = spawn('sleep', ['60']);
  const spared = spawn('sleep', ['60'], { argv0: '@sleep' });
  try {
    await Promise.all([once(child, 'spawn'), once(spared, 'spawn')]);
    const found = listProcesses();
    assert.equal(
      found.find(({ pid }) => pid === child.pid),
      { pid: child.pid!, parent: process.pid, name: 'sleep' },
    );
    assert.not(found.some(({ pid }) => pid === spared.pid));
  } finally {
    child.kill();
    spared.kill();
  }
});

test('kernel threads, zombies and what is no process are left out, whatever their names', async () => {
  using directory = await temporaryDirectory();
  const stat = (pid: number, name: string, state: string, flags: number) =>
    `${pid} (${name}) ${state} 1 0 0 0 -1 ${flags} 0 0\n`;
  lay(directory, {
    '2/stat': stat(2, 'kthreadd', 'S', 0x208040),
    '2/cmdline': '',
    '7/stat': stat(7, 'a) S 9 (b', 'S', 0x400100),
    '7/cmdline': 'a\0',
    '8/stat': stat(8, 'gone', 'Z', 0x400100),
    '8/cmdline': '',
    '9/cmdline': 'ended meanwhile',
    uptime: '1 1',
  });
  assert.equal(listProcesses(directory.path), [{ pid: 7, parent: 1, name: 'a) S 9 (b' }]);
});

test('links that are up are brought down, but not the loopback', async () => {
  using directory = await temporaryDirectory();
  lay(directory, { 'eth0/flags': '0x1003\n', 'eth1/flags': '0x1002\n', 'lo/flags': '0x9\n', bonding_masters: '' });
  bringLinksDown(directory.path);
  const flags = (name: string) => readFileSync(join(directory.path, name, 'flags'), 'utf8').trim();
  assert.equal([flags('eth0'), flags('eth1'), flags('lo')], ['0x1002', '0x1002', '0x9']);
});

test('a watchdog that runs is kicked, or stopped; one that does not is not opened', async () => {
  using directory = await temporaryDirectory();
  const files = { 'class/watchdog0/state': 'active\n', 'class/watchdog1/state': 'inactive\n' };
  lay(directory, { ...files, 'dev/watchdog0': '', 'dev/watchdog1': '' });
  const tend = (care: 'kick' | 'stop') =>
    tendWatchdogs(care, join(directory.path, 'class'), join(directory.path, 'dev'));
  const written = (name: string) => readFileSync(join(directory.path, 'dev', name), 'utf8');
  tend('kick');
  assert.not.match(written('watchdog0'), /V/);
  assert.is(written('watchdog0').length, 1);
  tend('stop');
  assert.equal([written('watchdog0'), written('watchdog1')], ['V', '']);
});

test.run();
