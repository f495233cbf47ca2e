import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fetchPackage } from '../../../build/package.ts';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { crashUnitFiles } from '../../../src/commands/crash/units.ts';
import { unitFiles } from '../../../src/commands/units/index.ts';

const managers = ['systemd', 'openrc', 'sysv'] as const;
const command = '/usr/local/bin/baton';
const insserv = (await fetchPackage('insserv')).root;
const initscripts = (await fetchPackage('initscripts')).root;

/** Debian's init scripts and those of `files`, in the order in which insserv has them stopped in that runlevel. */
async function stopped(runlevel: 0 | 6, files: readonly { readonly path: string; readonly text: string }[]) {
  using directory = await temporaryDirectory();
  const scripts = join(directory.path, 'etc/init.d');
  cpSync(join(initscripts, 'etc/init.d'), scripts, { recursive: true });
  for (const level of ['0', '1', '2', '3', '4', '5', '6', 'S']) mkdirSync(join(directory.path, `etc/rc${level}.d`));
  for (const { path, text } of files)
    if (path.startsWith('/etc/init.d/')) writeFileSync(join(scripts, basename(path)), text, { mode: 0o755 });
  const args = ['-f', '-p', scripts, '-c', join(insserv, 'etc/insserv.conf'), '-o', directory.path];
  const { stderr } = spawnSync(join(insserv, 'sbin/insserv'), [...args, ...readdirSync(scripts)], {
    encoding: 'utf8',
    timeout: 120_000,
  });
  assert.not.match(stderr, /baton/);
  const names = readdirSync(join(directory.path, `etc/rc${runlevel}.d`)).sort();
  /** Scripts of one number are stopped at the same time. */
  return (name: string) => Number(names.find((one) => one.slice(3) === name)?.slice(1, 3));
}

test("on a restart System V's init loads before processes are ended, and starts when all is unmounted", async () => {
  const at = await stopped(6, unitFiles('sysv', command));
  assert.ok(at('baton-load') < at('sendsigs'), 'it is not ended while it loads');
  assert.ok(at('sendsigs') <= at('umountfs'));
  assert.ok(at('umountroot') < at('baton-kexec'));
  assert.ok(at('baton-kexec') < at('reboot'));
});

test('at other ends nothing is started', async () => {
  const at = await stopped(0, unitFiles('sysv', command));
  assert.equal([at('baton-load'), at('baton-kexec')], [Number.NaN, Number.NaN]);
});

test("a crash kernel is forgotten before System V's init ends processes", async () => {
  const at = await stopped(6, crashUnitFiles('sysv', command));
  assert.ok(at('baton-crash') < at('sendsigs'));
});

for (const manager of managers) {
  test(`the scripts for ${manager} are the shell's language`, () => {
    const scripts = [...unitFiles(manager, command), ...crashUnitFiles(manager, command)].filter(
      ({ mode, target }) => mode === 0o755 && target === undefined,
    );
    assert.ok(scripts.length > 0);
    for (const { path, text } of scripts) {
      const { stderr, status } = spawnSync('sh', ['-n'], { input: text, encoding: 'utf8', timeout: 120_000 });
      assert.equal([status, stderr], [0, ''], path);
    }
  });
}

test.run();
