// Settings and hooks of the image, of a volume and of the kernel's parameters, and the journal in the system that was
// started: all in one boot.

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../build/command.ts';
import { makeImage } from '../../build/make.ts';
import { ensureTools } from '../../build/tools.ts';
import { ensureParts, onSerial } from '../../qemu/parts.ts';
import { programDisk, useProgram } from '../../qemu/program-disk.ts';
import { logIn, rescuePrompt, Shell } from '../../qemu/shell.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import type { Row } from '../../src/settings/in-force.ts';
import { bootSeconds, keySeconds, menuSeconds } from './seconds.ts';
import { sentence } from './sentence.ts';

await ensureTools(['mkfs.vfat', 'mcopy']);
const { disk } = await ensureParts();
const directory = await temporaryDirectory('large');
test.after(directory.remove);

/** Goes to /etc of the image. */
const etc = {
  'baton.toml': 'timeout = 99\nrounds = 2\nthen = "menu"\ntiemout = 5\n',
  'baton/hooks/early.d/10-early': '#!/bin/sh\ncat > /run/early\n',
  'baton/hooks/chosen.d/10-cmdline': `#!/bin/node
const { entry } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
console.log(JSON.stringify({ entry: { cmdline: entry.cmdline + ' hooked=' + entry.title.length } }));
`,
};

/** On a disk with FAT, which knows no right to execute, and is labelled BATON. */
const stick = {
  'baton.toml': 'timeout = 50\nrounds = 3\nconsole = "tty0"\n',
  'baton/hooks/found.d/10-title': `#!/bin/sh
echo '{"entries": [{"index": 0, "title": "Debian with a hook"}]}'
`,
  'baton/hooks/found.d/20-broken': '#!/bin/sh\necho broken >&2\nexit 3\n',
};

async function write(files: Readonly<Record<string, string>>, root: string): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text, { mode: name.endsWith('.toml') ? 0o644 : 0o755 });
  }
}

async function stickImage(): Promise<string> {
  const [root, image] = [join(directory.path, 'stick'), join(directory.path, 'stick.img')];
  await write(stick, root);
  await run('mkfs.vfat', ['-n', 'BATON', '-C', image, '16384'], { timeout: 60_000 });
  await run('mcopy', ['-s', '-i', image, join(root, 'baton.toml'), join(root, 'baton'), '::'], { timeout: 60_000 });
  return image;
}

test('settings and hooks of all places are used, and the system that is started can tell', async () => {
  await write(etc, join(directory.path, 'etc'));
  const output = join(directory.path, 'image');
  const made = await makeImage({ etc: join(directory.path, 'etc'), output });
  const disks = [{ file: disk }, { file: await stickImage() }, { file: await programDisk(directory) }];
  const append = `${onSerial} baton.timeout=-1 baton.boot="Debian with a hook"`;
  await using machine = await startMachine({ kernel: made.vmlinuz, initrd: made.initramfs, disks, append });
  const { serial } = machine;

  await serial.expectScreen(/Debian with a hook\n[\s\S]*5 entries on \d volumes/, {
    seconds: menuSeconds,
    what: 'the menu',
  });
  serial.type('s');
  await serial.expect(rescuePrompt, { seconds: keySeconds, what: 'the prompt of the rescue shell' });
  const rescue = new Shell(serial);
  const rows = JSON.parse(await rescue.run('baton settings --json')) as Row[];
  const row = (name: string) => rows.find((one) => one.name === name);
  assert.equal(row('timeout'), { name: 'timeout', value: -1, from: 'kernel parameter baton.timeout=-1' });
  assert.equal(row('rounds'), { name: 'rounds', value: 3, from: '/baton.toml on vdb, line 2' });
  assert.equal(row('then'), { name: 'then', value: 'menu', from: '/etc/baton.toml, line 3' });
  assert.equal(row('console'), { name: 'console', value: null, from: null });
  assert.equal(JSON.parse(await rescue.run('cat /run/early')), { hook: 'early' });
  const told = await rescue.run('baton explain');
  for (const text of [
    '/etc/baton.toml, line 4: there is no setting "tiemout"; timeout is the nearest.',
    '/baton.toml on vdb, line 3: console comes too late from a volume; give it to the image or the kernel.',
    'The hook found.d/20-broken ended with status 3: broken.',
  ])
    assert.match(told, sentence(text));
  serial.type('exit\r');
  await serial.expectScreen(/Debian with a hook\n/, { seconds: keySeconds, what: 'the menu again' });

  serial.type('\x1b[H\r');
  const shell = await logIn(serial, bootSeconds);
  assert.match(await shell.run('cat /proc/cmdline'), / hooked=18\n/);
  await useProgram(shell, '/dev/vdc');
  assert.match(await shell.run('stat -c "%a %U %s" /run/baton/journal.json'), /^644 root \d{4,6}\n$/);
  const timeline = await shell.run('baton explain');
  assert.match(timeline, /^baton \S+ on Linux \S+, \d+\.\d s after the kernel started\.\n/);
  assert.match(timeline, /loading "Debian with a hook": it was chosen\n[\s\S]*not yet: load \/boot\/vmlinuz/);
  assert.match(await shell.run('baton settings --set'), /\nrounds +3 +\/baton\.toml on vdb, line 2\n/);
});

test.run();
