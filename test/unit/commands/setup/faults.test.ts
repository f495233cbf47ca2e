// What stands in the way of setting baton up is told in a sentence, and nothing half done stays behind.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mount, unmount } from 'node-mount';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { searchPath } from '../../../../build/command.ts';
import { temporaryDirectory } from '../../../../qemu/temporary.ts';
import { efiSteps } from '../../../../src/commands/setup/efi.ts';
import { requireSigned } from '../../../../src/commands/setup/firmware.ts';
import { requireProgram } from '../../../../src/commands/setup/image.ts';
import { takeSteps } from '../../../../src/commands/setup/step.ts';
import { setup } from '../../../../src/commands/setup.ts';
import { vendors } from '../../../../src/linux/efi-variables.ts';
import { failure } from '../../../failure.ts';
import { runInMountNamespace } from '../../node-mount/namespace.ts';
import { lay, machineWith, numbers, option, program } from './machine.ts';

const directory = await temporaryDirectory('large');
test.after(directory.remove);
const image = join(directory.path, 'baton.efi');
writeFileSync(image, program(Buffer.alloc(3 * 2 ** 20, 1)));
const file = await requireProgram(image, 'x86_64');
const usual = { Boot0000: option('debian', '/EFI/debian/shimx64.efi'), BootOrder: numbers(0) };
const quiet = () => {};

/** Runs `use` on a filesystem in memory with these options of tmpfs. */
async function onTmpfs(data: string, use: (path: string) => Promise<void>): Promise<void> {
  const target = join(directory.path, 'tmpfs');
  mkdirSync(target, { recursive: true });
  await mount({ source: 'tmpfs', target, type: 'tmpfs', data });
  try {
    await use(target);
  } finally {
    await unmount(target);
  }
}

test('an ESP without room is told before anything is written', () =>
  onTmpfs('size=3m', async (path) => {
    const machine = machineWith(path, usual);
    const before = machine.all();
    const { message } = await failure(efiSteps(machine.esp, machine.variables, file, {}));
    assert.match(message, /^there is no room at .*esp: it takes 4\.0 MiB, and 3\.0 MiB are free\. Remove what is no/);
    assert.equal(machine.all(), before);
  }));

test('an ESP that becomes full meanwhile has nothing of it afterwards', () =>
  onTmpfs('size=5m', async (path) => {
    const machine = machineWith(path, usual);
    const before = machine.all();
    const steps = await efiSteps(machine.esp, machine.variables, file, { start: 'once' });
    writeFileSync(join(path, 'other'), Buffer.alloc(3 * 2 ** 20));
    const { message } = await failure(takeSteps(steps, quiet));
    assert.match(message, /baton\.efi\.new could not be written: the filesystem is full\. Remove what is no longer/);
    assert.equal(machine.all(), before);
  }));

for (const [full, room] of [
  ['the option', 0],
  ['BootNext', 1],
] as const)
  test(`where the firmware has no memory left for ${full} neither the file nor another variable stays`, () =>
    onTmpfs('size=9m,nr_inodes=64', async (path) => {
      const machine = machineWith(path, usual, { '/EFI/debian/shimx64.efi': 'MZ' });
      const steps = await efiSteps(machine.esp, machine.variables, file, { start: 'once' });
      const before = machine.all();
      // What the program and its directory take is left free as well.
      const left = 2 + room;
      for (let spare = 0; ; spare++)
        try {
          writeFileSync(join(path, `spare-${spare}`), '');
        } catch {
          for (let back = 1; back <= left; back++) spawnSync('rm', [join(path, `spare-${spare - back}`)]);
          break;
        }
      const { message } = await failure(takeSteps(steps, quiet));
      const name = full === 'BootNext' ? 'BootNext' : 'Boot0001';
      assert.match(message, new RegExp(`^${name} could not be set: the memory of the firmware is full.*\\(ENOSPC\\)$`));
      assert.equal(machine.all(), before);
    }));

test('a variable that the firmware has no memory for is not left there empty', () =>
  onTmpfs('size=16k', async (path) => {
    const { variables, efivars } = machineWith(path, usual);
    assert.throws(() => writeFileSync(join(path, 'other'), Buffer.alloc(64 * 1024)), 'ENOSPC');
    const before = readdirSync(efivars);
    const error = await failure(variables.write({ name: 'BootNext', vendor: vendors.global }, numbers(0)));
    assert.match(error.message, 'BootNext could not be set: the memory of the firmware is full');
    assert.equal(readdirSync(efivars), before);
  }));

test('a signal between two steps takes back what was done', () => {
  // In a process of its own: signals end this one.
  const script = `
import { takeSteps } from '${join(import.meta.dirname, '../../../../src/commands/setup/step.ts')}';
const step = (text, run) => ({ text, run, undo: async () => console.log('not', text) });
const signal = () => new Promise((resolve) => { process.kill(process.pid, 'SIGTERM'); setTimeout(resolve, 100); });
await takeSteps([step('a', async () => {}), step('b', signal), step('c', async () => {})], console.log)
  .catch(({ message }) => console.log(message));`;
  const child = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  assert.is(child.stdout, 'a\nnot b\nnot a\nit was interrupted (SIGTERM).\n', child.stderr);
});

test('what could not be taken back is told beside the reason', async () => {
  const steps = [
    {
      text: 'Write it.',
      run: async () => {},
      undo: () => Promise.reject(new Error('the disk is gone')),
    },
    { text: 'Fail.', run: () => Promise.reject(new Error('no')) },
  ];
  const { message } = await failure(takeSteps(steps, quiet));
  assert.is(message, 'no. This could not be undone: Write it. the disk is gone.');
});

test('with Secure Boot a program without a signature is refused', async () => {
  const on = machineWith(directory.path, { SecureBoot: Buffer.from([1]) });
  const off = machineWith(directory.path, { SecureBoot: Buffer.from([0]) });
  assert.match((await failure(requireSigned(on.variables, file))).message, /^Secure Boot is on, and .* is not signed/);
  await requireSigned(on.variables, { ...file, signed: true });
  await requireSigned(off.variables, file);
  assert.is((await on.variables.read({ name: 'SecureBoot', vendor: vendors.global }))?.data[0], 1);
});

const cli = join(import.meta.dirname, '../../../../src/cli.ts');
const baton = (args: readonly string[], user?: number) =>
  spawnSync(process.execPath, [cli, 'setup', ...args], {
    encoding: 'utf8',
    timeout: 60_000,
    ...(user === undefined ? {} : { uid: user, gid: user }),
  });

test('only root may set it up', () => {
  const nobody = 65_534;
  const { status, stderr, error } = baton(['--image', image], nobody);
  if (error || /Cannot find module|EACCES|permission denied/.test(stderr))
    return console.log('skipped: another user may not read this checkout');
  assert.equal([status, stderr], [1, 'baton setup: only root may do this. Run it with sudo or as root.\n']);
});

test('what does not go together is told as such', async () => {
  const why = async (...args: string[]) => {
    let told = '';
    const error = (text: string) => {
      told += text;
    };
    assert.is(await setup.run(args, { out: error, error }), 2, told);
    return told;
  };
  assert.match(await why(), 'Give --image, or --kernel and --initrd; or --try, --default or --remove.');
  assert.match(await why('--image', 'x', '--try', '--default'), 'Give either --try or --default.');
  assert.match(await why('--image', 'x', '--kernel', 'y'), 'Give either --image or --kernel and --initrd.');
  assert.match(await why('--kernel', 'y'), 'Give --kernel and --initrd together.');
  assert.match(await why('--remove', '--try'), '--remove goes with --esp and --print alone.');
  assert.match(await why('--try', '--cmdline', 'x'), '--cmdline goes with --image, or --kernel and --initrd.');
});

test('what GRUB has is removed where UEFI offers no variables; without them, or GRUB, that is told', async () => {
  if (!existsSync('/etc/grub.d') || spawnSync('grub-mkconfig', ['--version'], { env: { PATH: searchPath } }).error)
    return console.log('skipped: grub-mkconfig is not installed');
  for (const target of ['/sys/firmware', '/boot']) await mount({ source: 'tmpfs', target, type: 'tmpfs' });
  try {
    mkdirSync('/sys/firmware/efi');
    assert.match(baton(['--remove']).stderr, /the firmware offers no variables, or they are not mounted\. Run "mount/);
    lay('/boot', { '/baton/vmlinuz-0123456789ab': 'kernel' });
    assert.match(baton(['--remove']).stderr, /\/boot\/baton has files of baton, but grub\.cfg or grub-mkconfig is not/);
    assert.equal(readdirSync('/boot/baton'), ['vmlinuz-0123456789ab']);
    lay('/boot', { '/grub/grub.cfg': '' });
    const { stdout, stderr } = baton(['--remove']);
    assert.match(stdout, /baton is gone\.\n$/, stderr);
    assert.equal(readdirSync('/boot'), ['grub']);
  } finally {
    for (const target of ['/sys/firmware', '/boot']) await unmount(target);
  }
});

if (!existsSync('/sys/firmware/efi'))
  test('on a BIOS an EFI program is refused with the other way, and nothing is written', () => {
    const before = readdirSync('/boot');
    const { status, stderr } = baton(['--image', image, '--try']);
    assert.is(status, 1);
    assert.match(stderr, /started by a BIOS.*Give --kernel and --initrd for an entry of GRUB/);
    assert.match(baton(['--try']).stderr, /^baton setup: baton is not set up here\. Give its parts/);
    assert.equal(readdirSync('/boot'), before);
  });

runInMountNamespace(() => test.run());
