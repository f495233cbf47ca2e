// Secure Boot with Debian's snakeoil keys: what the firmware starts, and which kernels are then handed over.

import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../build/command.ts';
import { readSigner, sign } from '../../build/forms/signer.ts';
import { ensureTools } from '../../build/tools.ts';
import { secureFirmware, snakeoilVariables } from '../../qemu/arguments.ts';
import { espDisk } from '../../qemu/esp-disk.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { amd64Kernel } from '../unit/images/real-kernels.ts';
import { makeForm } from './forms.ts';
import { bootSeconds, keySeconds, menuSeconds } from './seconds.ts';
import { sentence } from './sentence.ts';
import { tinyInitrd, tinySystemIsUp } from './tiny-system.ts';

await ensureTools([secureFirmware, snakeoilVariables, 'openssl', 'sbattach']);
const directory = await temporaryDirectory('large');
test.after(directory.remove);
const at = (name: string) => join(directory.path, name);

/** Debian's key comes with a passphrase that everybody knows. */
const keys = '/usr/share/ovmf/PkKek-1-snakeoil';
const secret = ['-passin', 'pass:snakeoil', '-in', `${keys}.key`, '-out', at('snakeoil.key')];
await run('openssl', ['rsa', ...secret], { timeout: 60_000 });

const signer = await readSigner(at('snakeoil.key'), `${keys}.pem`);

/** A machine that starts baton.efi from an ESP, with Secure Boot on. */
async function start(program: Buffer, files: Readonly<Record<string, string | Buffer>> = {}) {
  const esp = await espDisk({ '/EFI/BOOT/BOOTX64.EFI': program, ...files }, directory, 192);
  copyFileSync(snakeoilVariables, at('variables.fd'));
  const firmware = { firmware: 'uefi', secureBoot: true, variables: at('variables.fd') } as const;
  return startMachine({ ...firmware, memory: 1024, disks: [{ file: esp }] });
}

/** Debian's kernel without the signature of Debian, whose key is not among the firmware's. */
async function unsignedKernel(): Promise<Buffer> {
  copyFileSync((await amd64Kernel()).path, at('kernel'));
  await run('sbattach', ['--remove', at('kernel')], { timeout: 60_000 });
  return readFileSync(at('kernel'));
}

const entry = (title: string, kernel: string) =>
  `title ${title}\nlinux ${kernel}\ninitrd /tiny.img\noptions console=ttyS0 no_timer_check\n`;

test('it boots signed, hands over a kernel whose key the firmware has, and the menu says which is not signed', async () => {
  const unsigned = await unsignedKernel();
  await sign(at('kernel'), signer);
  await using machine = await start(readFileSync(await makeForm('efi', directory, { signer })), {
    '/baton.toml': 'timeout = -1\n',
    '/loader/entries/a.conf': entry('First', '/unsigned'),
    '/loader/entries/b.conf': entry('Second', '/signed'),
    '/unsigned': unsigned,
    '/signed': readFileSync(at('kernel')),
    '/tiny.img': await tinyInitrd(),
  });
  const { serial } = machine;
  const menu = { seconds: menuSeconds * 2, what: 'the menu with the remark' };
  await serial.expectScreen(/Second\s*\n.*First \[not signed\]/, menu);
  serial.type('/First\r');
  const refusal = 'The running kernel refused /unsigned: it carries no signature, and the running kernel asks for one.';
  await serial.expect(sentence(refusal), { seconds: keySeconds, what: 'the refusal' });
  const escapeKey = '\x1b';
  serial.type(escapeKey);
  await serial.expectScreen(/1 \* Second/, { seconds: keySeconds, what: 'all entries again' });
  serial.type('/Second\r');
  await serial.expect(tinySystemIsUp, { seconds: bootSeconds, what: 'the tiny system of the signed kernel' });
  assert.match(serial.transcript, /Kernel is locked down from EFI Secure Boot/);
});

test('unsigned, the firmware refuses it', async () => {
  await using machine = await start(readFileSync(await makeForm('efi', directory)));
  await machine.serial.expect(/Access Denied|Security Violation/, { seconds: menuSeconds, what: 'the refusal' });
});

test.run();
