// The order, the titles and the default of entries, against bootctl, which reads an ESP as systemd-boot does.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { systemdBoot } from '../../../../src/dialects/systemd-boot/index.ts';
import { DirectoryVolume } from '../../../../src/disks/directory-volume.ts';
import { PC, uki } from './read-esp.ts';

const name = 'bootctl orders, names and chooses as baton does';
const lacks = spawnSync('bootctl', ['--version']).error
  ? 'the package systemd-boot is not installed'
  : spawnSync('unshare', ['-m', 'true']).status !== 0
    ? 'it takes root to mount a directory, which bootctl wants an ESP to be'
    : undefined;
const SETS = 60;

if (lacks !== undefined) test.skip(`${name} (${lacks})`, () => {});
else
  test(name, async () => {
    const scratch = mkdtempSync(join(tmpdir(), 'baton-bootctl-'));
    try {
      const sets = Array.from({ length: SETS }, (_, index) => join(scratch, String(index)));
      for (const [index, directory] of sets.entries()) writeEsp(directory, numbers(index + 1));
      const answers = askBootctl(sets);
      for (const [index, directory] of sets.entries()) {
        const volume = new DirectoryVolume(directory, { id: 'esp' });
        const [path] = await systemdBoot.find(volume);
        const reading = await systemdBoot.read(path!, volume, [volume], PC);
        assert.equal(
          reading!.entries.map((entry) => described(entry.id, entry.title, entry.default)),
          answers[index],
          `set ${index}`,
        );
      }
    } finally {
      rmSync(scratch, { recursive: true });
    }
  });

function described(id: string, title: string, isDefault: boolean): string {
  return `${isDefault ? '* ' : ''}${title} [${id}]`;
}

/** One namespace for all: each directory is mounted on itself, since an ESP has to be the root of its file system. */
function askBootctl(directories: readonly string[]): string[][] {
  const script = `for esp; do
    mount --bind "$esp" "$esp"
    bootctl --esp-path="$esp" list --json=short; echo ===
    bootctl --esp-path="$esp" --no-pager list; echo +++
  done`;
  const output = execFileSync('unshare', ['-m', 'sh', '-c', script, 'sh', ...directories], {
    encoding: 'utf8',
    env: { ...process.env, SYSTEMD_RELAX_ESP_CHECKS: '1', SYSTEMD_COLORS: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  });
  return output
    .split('+++\n')
    .filter(Boolean)
    .map((answer) => {
      const [json, text] = answer.split('===\n');
      const chosen = /title: [^\n]*\(default\)[^\n]*\n +id: (\S+)/.exec(text!)?.[1];
      return (
        json!
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line))
          // systemd-boot shows the beginning of a machine-id, and bootctl all of it.
          .map(({ id, showTitle }) => ({ id, showTitle: showTitle.replace(/\(([0-9a-f]{8})[0-9a-f]{24}\)/, '($1)') }))
          .map(({ id, showTitle }) => described(id, showTitle, id === chosen))
      );
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
  write('EFI/Linux/x+0.efi', uki([], 'NAME=Zero\n'));
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
