// baton beside systemd-boot, as bootctl sees the ESP, which reads it as systemd-boot does.

import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { temporaryDirectory } from '../../../../qemu/temporary.ts';
import { efiSteps } from '../../../../src/commands/setup/efi.ts';
import { requireProgram } from '../../../../src/commands/setup/image.ts';
import { takeSteps } from '../../../../src/commands/setup/step.ts';
import { realSystemd } from '../../real-systemd.ts';
import { machineWith, program } from './machine.ts';

const systemd = await realSystemd().catch((error: Error) => {
  console.log(`skipped, because systemd could not be fetched: ${error.message}`);
});
const mayMount = spawnSync('unshare', ['-m', 'true']).status === 0;
if (!mayMount) console.log('skipped, because bootctl takes a mount point for an ESP, and only root can make one');
const withBootctl = systemd && mayMount ? test : test.skip;

const directory = await temporaryDirectory('large');
test.after(directory.remove);
const image = join(directory.path, 'baton.efi');
writeFileSync(image, program());

/** The ids on the menu of systemd-boot, and that of its default. */
function menuOf(esp: string): { ids: string[]; chosen: string | undefined } {
  const script = 'mount --bind "$ESP" "$ESP" && exec "$@" --esp-path="$ESP" list --json=short';
  const output = execFileSync('unshare', ['-m', 'sh', '-c', script, 'sh', ...systemd!.bootctl], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, SYSTEMD_RELAX_ESP_CHECKS: '1', ESP: esp },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  });
  const entries = JSON.parse(output) as { id: string; isDefault?: boolean }[];
  return { ids: entries.map(({ id }) => id), chosen: entries.find(({ isDefault }) => isDefault)?.id };
}

const entry = (title: string, sortKey?: string) =>
  `title ${title}\nlinux /vmlinuz\n${sortKey === undefined ? '' : `sort-key ${sortKey}\n`}`;

for (const { what, settings, files, chosen, listed } of [
  {
    what: 'entries that kernel-install has made, and no default',
    settings: 'timeout 5\n',
    files: { '/loader/entries/debian-6.1.conf': entry('Debian', 'debian') },
    chosen: 'debian-6.1.conf',
    listed: false,
  },
  {
    what: 'an entry of whose name the order makes the last, and no default',
    settings: '',
    files: { '/loader/entries/arch.conf': entry('Arch') },
    chosen: 'arch.conf',
    listed: false,
  },
  {
    what: 'a default that fits none of them',
    settings: 'default fedora-*\n',
    files: { '/loader/entries/arch.conf': entry('Arch') },
    chosen: 'arch.conf',
    listed: false,
  },
  {
    what: 'a default',
    settings: 'default arch.conf\n',
    files: { '/loader/entries/arch.conf': entry('Arch') },
    chosen: 'arch.conf',
    listed: true,
  },
])
  withBootctl(`systemd-boot starts what it started before: ${what}`, async () => {
    const { esp, variables } = machineWith(
      directory.path,
      {},
      {
        '/EFI/systemd/systemd-bootx64.efi': 'MZ',
        '/EFI/Linux/notes.txt': 'made by bootctl install',
        '/loader/loader.conf': settings,
        '/vmlinuz': 'kernel',
        ...files,
      },
    );
    assert.is(menuOf(esp.directory).chosen, chosen);
    await takeSteps(await efiSteps(esp, variables, await requireProgram(image, 'x86_64'), {}), () => {});
    const after = menuOf(esp.directory);
    assert.is(after.chosen, chosen);
    assert.is(after.ids.includes('baton.efi'), listed);
  });

test.run();
