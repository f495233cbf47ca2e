// The order, the titles and the default of entries, against bootctl, which reads an ESP as systemd-boot does.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { systemdBoot } from '../../../../src/dialects/systemd-boot/index.ts';
import { DirectoryVolume } from '../../../../src/disks/directory-volume.ts';
import { peImage } from '../../pe-image.ts';
import { type RealSystemd, realSystemd } from '../../real-systemd.ts';
import { OS_RELEASE, PC, uki } from './read-esp.ts';

const SETS = 30;

const systemd = await realSystemd().catch((error: Error) => {
  console.log(`skipped, because systemd could not be fetched: ${error.message}`);
});
const mayMount = spawnSync('unshare', ['-m', 'true']).status === 0;
if (!mayMount) console.log('skipped, because bootctl takes a mount point for an ESP, and only root can make one');

(systemd && mayMount ? test : test.skip)('bootctl lists, orders, names and chooses as baton does', async () => {
  const scratch = mkdtempSync(join(tmpdir(), 'baton-bootctl-'));
  try {
    const sets = Array.from({ length: SETS }, (_, index) => join(scratch, String(index)));
    for (const [index, directory] of sets.entries()) writeEsp(directory, numbers(index + 1));
    const answers = askBootctl(systemd!, sets);
    for (const [index, directory] of sets.entries()) {
      const volume = new DirectoryVolume(directory, { id: 'esp' });
      const [path] = await systemdBoot.find(volume);
      const reading = await systemdBoot.read(path!, volume, [volume], PC);
      const described = reading!.entries.map((entry) =>
        describe(entry.id, entry.title, entry.default, entry.kernel!.path, entry.cmdline),
      );
      assert.equal(described, answers[index], `set ${index}`);
    }
  } finally {
    rmSync(scratch, { recursive: true });
  }
});

function describe(id: string, title: string, isDefault: boolean, kernel: string, cmdline: string): string {
  return `${isDefault ? '* ' : ''}${title} [${id}] ${kernel} ${cmdline}`;
}

/** One namespace for all: each directory is mounted on itself, since an ESP has to be the root of its file system. */
function askBootctl({ bootctl }: RealSystemd, directories: readonly string[]): string[][] {
  const script = `for esp in $ESPS; do
    mount --bind "$esp" "$esp"
    "$@" --esp-path="$esp" list --json=short
  done`;
  const output = execFileSync('unshare', ['-m', 'sh', '-c', script, 'sh', ...bootctl], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, SYSTEMD_RELAX_ESP_CHECKS: '1', ESPS: directories.join(' ') },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
    maxBuffer: 64 * 2 ** 20,
  });
  return output
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const entries = JSON.parse(line) as Record<string, string>[];
      return entries.map(({ id, showTitle, isDefault, linux, efi, cmdline }) => {
        // systemd-boot shows the beginning of a machine-id, and bootctl all of it.
        const title = showTitle!.replace(/\(([0-9a-f]{8})[0-9a-f]{24}\)/, '($1)');
        return describe(id!, title, Boolean(isDefault), (linux ?? efi)!, (cmdline ?? '').replace(/\s+/g, ' ').trim());
      });
    });
}

type Below = (limit: number) => number;

function writeEsp(directory: string, below: Below): void {
  const pick = <T>(choices: readonly T[]) => choices[below(choices.length)]!;
  const write = (path: string, content: string | Uint8Array) => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  };
  const versions = ['6.1', '6.1.0-28', '6.12', '6.12~rc1', '5.10.0-33-amd64', '6.1^1', '0-rescue', '6.1.fc40'];
  write('linux', 'kernel');
  // bootctl takes no files with other characters in their names.
  for (const system of ['a', 'b', 'c'])
    for (const version of versions.filter((text) => /^[-\w.+]+$/.test(text))) {
      if (below(2) === 0) continue;
      const lines = [
        'linux /linux',
        ...(below(3) === 0 ? [] : [`title ${pick(['One', 'Two', 'Three'])}`]),
        ...(below(3) === 0 ? [] : [`version ${pick(versions)}`]),
        ...(below(2) === 0 ? [] : [`sort-key ${pick(['debian', 'arch', 'Arch'])}`]),
        ...(below(2) === 0 ? [] : [`machine-id ${pick(['0123456789abcdef', 'fedcba9876543210']).repeat(2)}`]),
      ];
      // systemd-boot takes the counter for a part of the name, and bootctl does not: no name is decided by it here.
      const counter = system === 'c' && version === '6.12' ? pick(['+0-3', '+1', '']) : '';
      write(`loader/entries/${system}-${version}${counter}.conf`, `${lines.join('\n')}\n`);
    }
  write('shell.efi', peImage([['.text', 'x']]));
  write('loader/entries/s.conf', 'title Shell\nefi /shell.efi\noptions -a "b c"\noptions  d\n');
  write('EFI/Linux/x+0.efi', uki([['.cmdline', 'zero\tx\n']], 'NAME=Zero\n'));
  // bootctl names the first profile by its ID where it has one, and shows addons with entries of type 1 too.
  write(
    'EFI/Linux/z.efi',
    uki(
      [
        ['.cmdline', 'base'],
        ['.profile', 'TITLE=First'],
        ['.profile', 'ID=two\nTITLE=Second'],
        ['.cmdline', '2'],
      ],
      OS_RELEASE,
    ),
  );
  if (below(2) === 0) write('EFI/Linux/y.efi.extra.d/own.addon.efi', peImage([['.cmdline', 'mine']]));
  write('EFI/Linux/y.efi', uki([], `PRETTY_NAME="One"\nID=debian\nVERSION_ID=${pick(versions)}\n`));
  write(
    'loader/loader.conf',
    `default ${pick(['b-*', '*6.1*', 'none', '[ab]-?.12.conf', 'y.efi'])}\nauto-entries no\n`,
  );
}

function numbers(seed: number): Below {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 8) % limit;
  };
}

test.run();
