// What the real grub-mkconfig makes of several settings, booted by GRUB itself and read by baton.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bootedBy } from './booted-by.ts';
import { type Mkconfig, mkconfig } from './mkconfig.ts';
import { type RealGrub, realGrub } from './real-grub.ts';

let tools: { readonly grub: RealGrub; readonly make: Mkconfig } | undefined;
try {
  tools = { grub: await realGrub(), make: await mkconfig() };
} catch (error) {
  console.log(`skipped, because GRUB could not be fetched: ${error instanceof Error ? error.message : error}`);
}

const kernels = ['6.12.9-amd64', '6.12.10-amd64', '6.1.0-28-amd64'];
const advanced = 'Advanced options for Debian GNU/Linux';
const uuid = '6a0e5a4e-8bd4-4c0c-9c5a-5a2c0b7f9f10';

/** What /etc/default/grub has beside a distributor, a terminal and a timeout of 0, what grubenv has, and the kernel that boots. */
const settings: Readonly<Record<string, readonly [settings: string, environment: string, kernel: string]>> = {
  'the newest kernel': ['', '', '6.12.10-amd64'],
  'the second of the submenu': ['GRUB_DEFAULT="1>2"', '', '6.12.9-amd64'],
  'a path of titles': [`GRUB_DEFAULT="${advanced}>Debian GNU/Linux, with Linux 6.1.0-28-amd64"`, '', '6.1.0-28-amd64'],
  'a path of ids': [
    `GRUB_DEFAULT="gnulinux-advanced-${uuid}>gnulinux-6.12.9-amd64-advanced-${uuid}"`,
    '',
    '6.12.9-amd64',
  ],
  'the saved entry': ['GRUB_DEFAULT=saved\nGRUB_SAVEDEFAULT=true', 'saved_entry=1>4', '6.1.0-28-amd64'],
  'an entry for the next boot only': [
    'GRUB_DEFAULT=saved',
    `saved_entry=0\nnext_entry=${advanced}>Debian GNU/Linux, with Linux 6.12.9-amd64`,
    '6.12.9-amd64',
  ],
  'no submenu': ['GRUB_DISABLE_SUBMENU=y\nGRUB_DEFAULT=2\nGRUB_DISABLE_RECOVERY=true', '', '6.1.0-28-amd64'],
  'a cmdline with quotes': [
    `GRUB_CMDLINE_LINUX_DEFAULT="quiet splash"\nGRUB_CMDLINE_LINUX='a="b c" d=\\$e f=\\\\g console=ttyS0,115200n8'`,
    '',
    '6.12.10-amd64',
  ],
  'a hidden menu on a serial console': [
    'GRUB_TIMEOUT_STYLE=hidden\nGRUB_TERMINAL="console serial"\nGRUB_SERIAL_COMMAND="serial --unit=0 --speed=115200"',
    '',
    '6.12.10-amd64',
  ],
  'another kernel on top, and an initrd before the others': [
    'GRUB_TOP_LEVEL=@BOOT@/vmlinuz-6.1.0-28-amd64\nGRUB_EARLY_INITRD_LINUX_CUSTOM=early.cpio\nGRUB_DISABLE_LINUX_UUID=true',
    '',
    '6.1.0-28-amd64',
  ],
};

const scratch = mkdtempSync(join(tmpdir(), 'baton-mkconfig-'));
test.after(() => rmSync(scratch, { recursive: true }));

for (const [name, [own, environment, kernel]] of Object.entries(settings)) {
  (tools ? test : test.skip)(name, async () => {
    const directory = join(scratch, name.replaceAll(/\W/g, '-'));
    const boot = join(directory, 'boot');
    mkdirSync(boot, { recursive: true });
    for (const version of kernels)
      for (const file of ['vmlinuz', 'initrd.img', 'config']) writeFileSync(join(boot, `${file}-${version}`), '');
    writeFileSync(join(boot, 'early.cpio'), '');
    // gfxterm would have grub-emu open a window.
    const common = 'GRUB_DISTRIBUTOR=Debian\nGRUB_TIMEOUT=0\nGRUB_TERMINAL=console\n';
    const config = await tools!.make(directory, `${common}${own.replace('@BOOT@', boot)}\n`);
    writeFileSync(join(directory, 'grub.cfg'), config);
    const block = `# GRUB Environment Block\n${environment}${environment ? '\n' : ''}`;
    writeFileSync(join(directory, 'grubenv'), block.padEnd(1024, '#'));
    // GRUB writes to grubenv, so it comes second.
    const answer = await bootedBy(directory);
    assert.equal(answer, await tools!.grub.boot(directory));
    assert.is(answer?.kernel, join(boot, `vmlinuz-${kernel}`));
  });
}

test.run();
