// `baton list` on a disk image, and on the rescue shell of a machine with that disk.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkout } from '../../build/cache.ts';
import { demoDisk } from '../../qemu/debian/disk.ts';
import { rootUuid } from '../../qemu/debian/layout.ts';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { rescuePrompt, Shell } from '../../qemu/shell.ts';
import { smallDisk } from '../../qemu/small-disk.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { keySeconds, menuSeconds } from './seconds.ts';

const image = await ensureImage();
const disk = await demoDisk();
const isRoot = process.getuid?.() === 0;
if (!isRoot) console.log('listing a disk image is skipped, because only root can mount it');
const onlyRoot = isRoot ? test : test.skip;

function list(...args: string[]) {
  return spawnSync(process.execPath, [join(checkout, 'src/cli.ts'), 'list', ...args], { encoding: 'utf8' });
}

/** What is mounted, the loop devices that have one of these images, and baton's temporary directories. */
function traces(...images: readonly string[]) {
  const loops = readdirSync('/sys/class/block').filter((name) => {
    const file = `/sys/class/block/${name}/loop/backing_file`;
    return existsSync(file) && images.includes(readFileSync(file, 'utf8').trim());
  });
  const directories = readdirSync(tmpdir()).filter((name) => name.startsWith('baton-list-'));
  return { mounts: readFileSync('/proc/self/mountinfo', 'utf8').includes('baton-list-'), loops, directories };
}

onlyRoot('the entries of a partitioned image are listed, and nothing is left mounted', () => {
  const before = traces(disk);
  const { status, stdout, stderr } = list('--json', disk);
  assert.equal([status, stderr], [0, '']);
  const entries = JSON.parse(stdout);
  assert.is(entries.length, 5);
  for (const { kernel, config, diagnostics } of entries)
    assert.equal([kernel.fs, config, diagnostics], [rootUuid, '/boot/grub/grub.cfg', []]);
  assert.equal(
    entries.map((entry: { default: boolean }) => entry.default),
    [true, false, false, false, false],
  );
  assert.equal(traces(disk), before);
});

onlyRoot('a filesystem without a partition table is listed, beside a directory', async () => {
  using directory = await temporaryDirectory();
  const config = 'menuentry a { linux /vmlinuz x; }\n';
  const bare = await smallDisk({ '/grub/grub.cfg': config, '/vmlinuz': 'kernel' }, directory);
  const beside = join(directory.path, 'beside');
  mkdirSync(join(beside, 'grub'), { recursive: true });
  writeFileSync(join(beside, 'grub/grub.cfg'), config.replace(' x;', ' y;'));
  const before = traces(bare);
  const { stdout } = list('--json', bare, beside);
  assert.equal(
    JSON.parse(stdout).map((entry: { cmdline: string; diagnostics: string[] }) => [entry.cmdline, entry.diagnostics]),
    [
      ['x', []],
      ['y', [`line 1: /vmlinuz does not exist on ${beside}`]],
    ],
  );
  assert.equal(traces(bare), before);
});

onlyRoot('on the rescue shell the same entries are listed, from what PID 1 has mounted', async () => {
  await using machine = await startMachine({
    ...image,
    disks: [{ file: disk }],
    append: `${onSerial} baton.timeout=-1`,
  });
  const { serial } = machine;
  await serial.expectScreen(/baton[\s\S]*Debian GNU\/Linux/, { seconds: menuSeconds, what: 'the menu' });
  serial.type('s');
  await serial.expect(rescuePrompt, { seconds: keySeconds, what: 'the prompt of the rescue shell' });
  const listed = await new Shell(serial).run('baton list --json');
  assert.equal(JSON.parse(listed), JSON.parse(list('--json', disk).stdout));
});

test.run();
