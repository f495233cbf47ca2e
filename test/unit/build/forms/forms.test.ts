import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type FormName, formNamed, formNames, usualCmdline } from '../../../../build/forms/forms.ts';
import { arm64, targets } from '../../../../build/target.ts';
import { architectureOf, readPe } from '../../../../src/images/pe.ts';
import { failure } from '../../../failure.ts';
import { realGrub } from '../../dialects/grub/real-grub.ts';
import { initramfsBytes, kernelBytes, makeForm } from './made-forms.ts';

test('a form that there is not is told, with those that there are', () => {
  assert.throws(
    () => formNamed('floppy'),
    (error: Error) => error.message === `there is no form floppy; choose ${formNames.join(', ')}`,
  );
  assert.throws(() => formNamed('constructor'), /there is no form constructor/);
});

test('every processor has a usual cmdline', () => {
  for (const name of targets.keys()) assert.match(usualCmdline[name]!, /^console=\w+/);
});

for (const form of ['iso', 'stick', 'payload'] as const satisfies readonly FormName[])
  test(`${form}: for arm64 a sentence tells what to take`, async () => {
    const error = await failure(makeForm(form, { target: arm64 }));
    assert.match(error.message, /is made for x86_64; for arm64 take the form efi$/);
  });

test('efi: each processor has its own stub, with the kernel in it', async () => {
  for (const target of targets.values()) {
    const program = readFileSync(await makeForm('efi', { target }));
    const pe = await readPe(async (offset, length) => program.subarray(offset, offset + length));
    assert.is(architectureOf(pe!), target.name);
    const { offset, size } = pe!.sections.find(({ name }) => name === '.linux')!;
    assert.ok(program.subarray(offset, offset + size).equals(kernelBytes));
  }
});

test('wire: PXELINUX, iPXE and GRUB start the same kernel and initramfs with the same cmdline', async () => {
  const directory = await makeForm('wire');
  const text = (name: string) => readFileSync(join(directory, name), 'utf8');
  assert.equal(readdirSync(directory).sort(), [
    ...[
      'README.txt',
      'baton.efi',
      'boot.ipxe',
      'dnsmasq-proxy.conf',
      'dnsmasq.conf',
      'grub',
      'initramfs.img',
      'ldlinux.c32',
    ],
    ...['pxelinux.0', 'pxelinux.cfg', 'vmlinuz'],
  ]);
  assert.ok(readFileSync(join(directory, 'vmlinuz')).equals(kernelBytes));
  assert.ok(readFileSync(join(directory, 'initramfs.img')).equals(initramfsBytes));
  assert.match(
    text('pxelinux.cfg/default'),
    /LINUX vmlinuz\n {2}INITRD initramfs\.img\n {2}APPEND console=ttyS0 quiet\n/,
  );
  assert.match(
    text('boot.ipxe'),
    /^#!ipxe\nkernel vmlinuz initrd=initramfs\.img console=ttyS0 quiet\ninitrd initramfs\.img\nboot\n/,
  );
  assert.match(text('grub/grub.cfg'), /linux \/vmlinuz console=ttyS0 quiet\n {2}initrd \/initramfs\.img\n/);
  assert.equal(readdirSync(dirname(directory)), ['wire']);
});

const grub = await realGrub().catch((error: Error) => {
  console.log(`skipped, because GRUB could not be fetched: ${error.message}`);
});

(grub ? test : test.skip)('wire: GRUB boots by its configuration what lies beside it', async () => {
  const directory = await makeForm('wire');
  const text = readFileSync(join(directory, 'grub/grub.cfg'), 'utf8');
  // Its root is that of the host here, and that of the server else.
  writeFileSync(join(directory, 'grub.cfg'), text.replaceAll(' /', ` ${directory}/`));
  assert.equal(await grub!.boot(directory), {
    kernel: join(directory, 'vmlinuz'),
    initrd: join(directory, 'initramfs.img'),
    cmdline: 'console=ttyS0 quiet',
  });
});

test.run();
