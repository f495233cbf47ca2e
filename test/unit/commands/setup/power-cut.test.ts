// A machine that is switched off while baton is set up or taken away: what is on its ESP is then what has
// reached the disk by that moment, and the firmware has what was written to its variables.

import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attach, mount, unmount } from 'node-mount';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { searchPath } from '../../../../build/command.ts';
import { ensureTools } from '../../../../build/tools.ts';
import { temporaryDirectory } from '../../../../qemu/temporary.ts';
import { efiSteps } from '../../../../src/commands/setup/efi.ts';
import { requireProgram } from '../../../../src/commands/setup/image.ts';
import { efiRemoval } from '../../../../src/commands/setup/remove.ts';
import { type Step, takeEach, takeSteps } from '../../../../src/commands/setup/step.ts';
import type { SetupWishes } from '../../../../src/commands/setup/wishes.ts';
import { readNumbers } from '../../../../src/firmware/option-numbers.ts';
import { failure } from '../../../failure.ts';

import { runInMountNamespace } from '../../node-mount/namespace.ts';
import { lay, listing, machineOf, numbers, option, program, variablesIn } from './machine.ts';

const mebibyte = 2 ** 20;
const ownFile = 'EFI/baton/baton.efi';
const quiet = () => {};
/** Where the kernel of this host has no FAT, another one without a journal. */
const type = /\tvfat$/m.test(readFileSync('/proc/filesystems', 'utf8')) ? 'vfat' : 'ext2';

/** Machines in directories of their own, below one that goes at the end. */
async function machines() {
  await ensureTools(['mkfs.vfat', 'mke2fs']);
  const directory = await temporaryDirectory('large');
  const mounted = new Set<string>();
  test.after(async () => {
    for (const esp of mounted) await unmount(esp, ['detach']);
    await directory.remove();
  });
  const at = (name: string) => join(directory.path, name);
  for (const [name, fill] of [['first.efi', 1] as const, ['second.efi', 2] as const])
    writeFileSync(at(name), program(Buffer.alloc(mebibyte, fill)));
  const images = [readFileSync(at('first.efi')), readFileSync(at('second.efi'))];

  /** The machine in the directory `root`, switched on: its ESP is mounted, until `off`. */
  async function on(root: string) {
    const loop = await attach(join(root, 'esp.img'), { readOnly: false, autoclear: true });
    const esp = join(root, 'esp');
    mkdirSync(esp, { recursive: true });
    await mount({ source: loop.device, target: esp, type });
    mounted.add(esp);
    await loop.close();
    const machine = machineOf(esp, join(root, 'vars'));
    const { variables } = machine;
    return {
      ...machine,
      root,
      steps: async (image: string | undefined, wishes: SetupWishes) =>
        efiSteps(
          machine.esp,
          variables,
          image === undefined ? undefined : await requireProgram(image, 'x86_64'),
          wishes,
        ),
      removal: () => efiRemoval(async () => machine.esp, variables),
      off: () => unmount(esp).then(() => mounted.delete(esp)),
    };
  }

  /** A new machine, with Debian on it. */
  async function fresh(mebibytes = 16) {
    const root = mkdtempSync(at('machine-'));
    const image = join(root, 'esp.img');
    if (type === 'vfat') execFileSync('mkfs.vfat', ['-C', image, String(mebibytes * 1024)], { stdio: 'ignore' });
    else execFileSync('mke2fs', ['-q', '-t', type, '-m', '0', image, `${mebibytes}m`]);
    variablesIn(join(root, 'vars'), {
      Boot0000: option('debian', '/EFI/debian/shimx64.efi'),
      BootOrder: numbers(0),
    });
    const machine = await on(root);
    lay(machine.esp.directory, { '/EFI/debian/shimx64.efi': 'MZ', '/EFI/debian/grub.cfg': 'configfile' });
    execFileSync('sync', ['-f', machine.esp.directory]);
    return machine;
  }

  /** The same machine after its power was cut just now: what the kernel has not yet written is lost. */
  function cut({ root }: { root: string }) {
    const copy = mkdtempSync(at('cut-'));
    const image = join(copy, 'esp.img');
    copyFileSync(join(root, 'esp.img'), image);
    // As a system does at its start. That something was mended is no failure here.
    spawnSync(type === 'vfat' ? 'fsck.vfat' : 'e2fsck', ['-p', image], { env: { ...process.env, PATH: searchPath } });
    cpSync(join(root, 'vars'), join(copy, 'vars'), { recursive: true });
    return on(copy);
  }
  return { at, images, fresh, cut };
}

type Machines = Awaited<ReturnType<typeof machines>>;
type Machine = Awaited<ReturnType<Machines['fresh']>>;

/** Whether the firmware finds what it is told to start: nothing of baton's, or all of it. */
async function assertStarts({ esp, variables }: Machine, { images }: Machines, when: string): Promise<void> {
  const order = await readNumbers(variables, 'BootOrder');
  assert.ok(order.includes(0), `Debian is in the boot order ${when}`);
  const path = join(esp.directory, ownFile);
  const there = existsSync(path) ? readFileSync(path) : undefined;
  assert.ok(there === undefined || images.some((image) => image.equals(there)), `the program is whole ${when}`);
  const named = [...order, ...(await readNumbers(variables, 'BootNext'))];
  assert.ok(there !== undefined || named.every((number) => number === 0), `no option leads nowhere ${when}`);
}

const wishes = [
  { what: 'set up', older: false, start: undefined },
  { what: 'tried', older: false, start: 'once' },
  { what: 'made the default', older: false, start: 'always' },
  { what: 'made the default in place of an older one', older: true, start: 'always' },
] as const;

for (const { what, older, start } of wishes)
  test(`cut off at any moment while it is ${what}, the machine starts, and both the same again and --remove finish`, async () => {
    const all = await machines();
    const [first, second] = [all.at('first.efi'), all.at('second.efi')];
    const wish: SetupWishes = start ? { start } : {};
    const machine = await all.fresh();
    const before = machine.all();
    if (older) await takeSteps(await machine.steps(first, {}), quiet);
    const steps = await machine.steps(second, wish);
    const states: Machine[] = [];
    for (const [index, step] of steps.entries()) {
      if (index === 0) {
        // In the middle of the first step.
        lay(machine.esp.directory, { [`/${ownFile}.new`]: readFileSync(second).subarray(0, 300_000) });
        states.push(await all.cut(machine));
      }
      await step.run();
      states.push(await all.cut(machine));
    }
    const done = machine.all();
    const last = states.at(-1)!;
    assert.equal(last.all(), done, 'what is told to be done is on the disk');
    for (const [index, state] of states.entries()) {
      const when = `after step ${index} of ${steps.length}`;
      await assertStarts(state, all, when);
      await takeSteps(await state.steps(second, wish), quiet);
      assert.equal(state.all(), done, `completed ${when}`);
      await state.off();
      const other = await all.cut(state);
      await takeEach(await other.removal(), quiet);
      assert.equal(other.all(), before, `removed ${when}`);
      await other.off();
    }
    await machine.off();
  });

test('cut off at any moment while it is removed, the machine starts, and --remove finishes', async () => {
  const all = await machines();
  const machine = await all.fresh();
  const before = machine.all();
  await takeSteps(await machine.steps(all.at('first.efi'), { start: 'always' }), quiet);
  lay(machine.esp.directory, { '/baton/trials.env': 'x' });
  for (const step of await machine.removal()) {
    await step.run();
    for (const written of ['some', 'all']) {
      if (written === 'all') execFileSync('sync', ['-f', machine.esp.directory]);
      const state = await all.cut(machine);
      const when = `with ${written} of it on the disk after: ${step.text}`;
      await assertStarts(state, all, when);
      await takeEach(await state.removal(), quiet);
      assert.equal(state.all(), before, when);
      await state.off();
    }
  }
  await machine.off();
});

test('what an interrupted start has left half written makes room, and does not stand in the way', async () => {
  const all = await machines();
  const machine = await all.fresh(3);
  const image = all.at('first.efi');
  lay(machine.esp.directory, { [`/${ownFile}.new`]: Buffer.alloc(mebibyte) });
  const steps = await machine.steps(image, {});
  await takeSteps(steps, quiet);
  assert.ok(readFileSync(join(machine.esp.directory, ownFile)).equals(readFileSync(image)));
  lay(machine.esp.directory, { [`/${ownFile}.new`]: 'of an upgrade that was given up' });
  await takeSteps(await machine.steps(image, {}), quiet);
  assert.is(existsSync(join(machine.esp.directory, `${ownFile}.new`)), false);
  await machine.off();
});

/** What fails with that message, and has changed nothing. */
async function assertRefused(machine: Machine, steps: readonly Step[], message: RegExp): Promise<void> {
  const before = machine.all();
  assert.match((await failure(takeSteps(steps, quiet))).message, message);
  assert.equal(machine.all(), before);
}

test('an ESP that is full, or becomes full or read-only meanwhile, has nothing of it afterwards', async () => {
  const all = await machines();
  const machine = await all.fresh(3);
  const image = all.at('first.efi');
  const steps = await machine.steps(image, { start: 'once' });
  const other = join(machine.esp.directory, 'other');
  writeFileSync(other, Buffer.alloc(2 * mebibyte));
  await assertRefused(machine, steps, /baton\.efi\.new could not be written: the filesystem is full\. Remove what/);
  const { message } = await failure(machine.steps(image, {}));
  assert.match(
    message,
    /^there is no room at .*: it takes 2\.0 MiB, and 0\.\d MiB are free\. Remove what is no longer/,
  );
  execFileSync('rm', [other]);
  execFileSync('mount', ['-o', 'remount,ro', machine.esp.directory]);
  await assertRefused(
    machine,
    steps,
    /EFI\/baton could not be written: the filesystem is read-only\. .* check it with/,
  );
  await machine.off();
});

test('--remove leaves every file, directory and variable as it was, byte for byte', async () => {
  const all = await machines();
  const machine = await all.fresh();
  const before = [machine.all(), listing(join(machine.root, 'vars'))];
  for (const start of ['once', 'always'] as const) {
    await takeSteps(await machine.steps(all.at('first.efi'), { start }), quiet);
    await takeSteps(await machine.steps(all.at('second.efi'), { start }), quiet);
  }
  await takeEach(await machine.removal(), quiet);
  assert.equal([machine.all(), listing(join(machine.root, 'vars'))], before);
  assert.equal(await machine.removal(), []);
  await machine.off();
});

runInMountNamespace(() => test.run());
