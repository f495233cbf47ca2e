// Unified kernel images in /EFI/Linux: an entry for each of their profiles, with what addons add.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { peImage } from '../../pe-image.ts';
import { realSystemd } from '../../real-systemd.ts';
import { OS_RELEASE, readEsp, uki } from '../systemd-boot/read-esp.ts';

const at = (path: string) => ({ volume: 'vda1', path });

test('an image is an entry with the title and the cmdline in it', async () => {
  const reading = await readEsp({
    '/EFI/Linux/Debian-6.1+2-1.efi': uki([['.cmdline', '\n root=/dev/vda2\tro\n\0rest']]),
  });
  assert.is(reading.config, '/EFI/Linux');
  assert.equal(reading.entries, [
    {
      id: 'debian-6.1.efi',
      title: 'Debian GNU/Linux 12 (bookworm)',
      submenu: [],
      source: 'uki',
      volume: 'vda1',
      config: '/EFI/Linux/Debian-6.1+2-1.efi',
      line: 1,
      kind: 'uki',
      kernel: at('/EFI/Linux/Debian-6.1+2-1.efi'),
      initrds: [],
      cmdline: 'root=/dev/vda2 ro',
      default: true,
      tries: { left: 2, done: 1 },
      diagnostics: [],
    },
  ]);
});

test('baton itself, which lies there for systemd-boot, is no entry of its own menu', async () => {
  const own = uki([], 'ID=baton\nPRETTY_NAME=baton\n');
  const { entries, diagnostics } = await readEsp({ '/EFI/Linux/baton.efi': own, '/EFI/Linux/debian.efi': uki([]) });
  assert.equal([entries.map(({ id }) => id), diagnostics], [['debian.efi'], []]);
});

const systemd = await realSystemd().catch((error: Error) => {
  console.log(`skipped, because systemd could not be fetched: ${error.message}`);
});
const binutils = !spawnSync('objcopy', ['--version']).error;
if (!binutils) console.log('skipped, because objcopy (package binutils) is not installed');

(systemd && binutils ? test : test.skip)("an image made of systemd's stub is read", async () => {
  const scratch = mkdtempSync(join(tmpdir(), 'baton-uki-'));
  try {
    const sections = {
      osrel: OS_RELEASE,
      cmdline: 'root=LABEL=root quiet',
      uname: '6.1.0',
      linux: 'kernel',
      initrd: 'i',
    };
    const headers = execFileSync('objdump', ['-p', systemd!.stub], { encoding: 'utf8' });
    const base = Number.parseInt(/^ImageBase\s+([0-9a-f]+)/m.exec(headers)![1]!, 16);
    const args = Object.entries(sections).flatMap(([name, content], index) => {
      writeFileSync(join(scratch, name), content);
      const address = base + 0x2000000 + index * 0x100000;
      return ['--add-section', `.${name}=${join(scratch, name)}`, '--change-section-vma', `.${name}=${address}`];
    });
    execFileSync('objcopy', [...args, systemd!.stub, join(scratch, 'uki.efi')]);
    const { entries } = await readEsp({ '/EFI/Linux/uki.efi': readFileSync(join(scratch, 'uki.efi')) });
    assert.equal(
      entries.map(({ title, kind, cmdline }) => [title, kind, cmdline]),
      [['Debian GNU/Linux 12 (bookworm)', 'uki', 'root=LABEL=root quiet']],
    );
  } finally {
    rmSync(scratch, { recursive: true });
  }
});

test('each profile is an entry', async () => {
  const { entries } = await readEsp({
    '/EFI/Linux/a.efi': uki([
      ['.cmdline', 'quiet'],
      ['.profile', 'ID=regular\nTITLE="Regular boot"\n'],
      ['.profile', 'ID=reset\n'],
      ['.cmdline', 'reset'],
      ['.profile', ''],
      ['.profile', 'TITLE=Debug'],
      ['.osrel', 'NAME=Other\n'],
    ]),
  });
  const debian = 'Debian GNU/Linux 12 (bookworm)';
  assert.equal(
    entries.map(({ id, title, cmdline, profile, default: isDefault }) => [id, title, cmdline, profile, isDefault]),
    [
      ['a.efi', `${debian} (Regular boot)`, 'quiet', undefined, true],
      ['a.efi@reset', `${debian} (reset)`, 'reset', 1, false],
      ['a.efi@2', `${debian} (Profile #3)`, 'quiet', 2, false],
      ['a.efi@3', 'Other (Debug)', 'quiet', 3, false],
    ],
  );
});

test('images are ordered among the entries of type 1', async () => {
  const { entries } = await readEsp({
    '/EFI/Linux/a.efi': uki([], 'NAME=B\nIMAGE_ID=b\nVERSION_ID=2\n'),
    '/EFI/Linux/z.efi': uki([], 'NAME=B\nIMAGE_ID=b\nVERSION_ID=10\n'),
    '/loader/entries/x.conf': 'linux /linux\nsort-key b\nversion 3\n',
    '/loader/entries/y.conf': 'linux /linux\n',
  });
  assert.equal(
    entries.map(({ id }) => id),
    ['z.efi', 'x.conf', 'a.efi', 'y.conf'],
  );
});

test('what is no image for this machine is told, and is no entry', async () => {
  const { entries, diagnostics } = await readEsp({
    '/EFI/Linux/arm.efi': uki([], OS_RELEASE, 0xaa64),
    '/EFI/Linux/good.efi': uki(),
    '/EFI/Linux/nameless.efi': uki([], '# nothing\n'),
    '/EFI/Linux/shell.efi': peImage([['.osrel', OS_RELEASE]]),
    '/EFI/Linux/text.efi': 'text',
    '/EFI/Linux/readme.txt': 'text',
  });
  assert.equal(
    entries.map(({ id }) => id),
    ['good.efi'],
  );
  assert.equal(
    diagnostics.map(({ message }) => message),
    [
      'arm.efi is for another processor than this machine has',
      'nameless.efi does not say what system it boots (in a section .osrel), so it is no entry',
      'shell.efi holds no kernel (a section .linux), so it is no entry',
      'text.efi is no EFI program, so it is no entry',
    ],
  );
});

test('addons for all images and for one add to the cmdline, in the order of their names', async () => {
  const addon = (cmdline: string, more: [string, string][] = []) => peImage([['.cmdline', cmdline], ...more]);
  const { entries } = await readEsp({
    '/EFI/Linux/a+3.efi': uki([
      ['.cmdline', 'own'],
      ['.uname', '6.1'],
    ]),
    '/EFI/Linux/b.efi': uki([['.cmdline', 'other']]),
    '/loader/addons/2.addon.efi': addon('global2'),
    '/loader/addons/1.addon.efi': addon('global1', [['.initrd', 'x']]),
    '/loader/addons/3.addon.efi': uki([['.cmdline', 'an image is no addon']]),
    '/loader/addons/4.efi': addon('not named as an addon'),
    '/EFI/Linux/a.efi.extra.d/x.addon.efi': addon('mine', [['.uname', '6.1\0']]),
    '/EFI/Linux/a.efi.extra.d/y.addon.efi': addon('for another kernel', [['.uname', '6.2']]),
    '/EFI/Linux/a.efi.extra.d/z.addon.efi': peImage([['.cmdline', 'for arm']], 0xaa64),
  });
  assert.equal(
    entries.map(({ id, cmdline, addons }) => [id, cmdline, addons]),
    [
      ['b.efi', 'other global1 global2', [at('/loader/addons/1.addon.efi')]],
      ['a.efi', 'own global1 global2 mine', [at('/loader/addons/1.addon.efi')]],
    ],
  );
});

test.run();
