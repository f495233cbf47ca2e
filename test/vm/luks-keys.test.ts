// LUKS devices that need no passphrase, because a key file is there; and those whose header lies elsewhere.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { filesystem } from '../../qemu/layouts/disk-makers.ts';
import { type Recipe, uuidOf } from '../../qemu/layouts/recipe.ts';
import { keyFile } from '../../qemu/layouts/recipes/luks.ts';
import { rescuePrompt } from '../../qemu/shell.ts';
import { smallDisk } from '../../qemu/small-disk.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { disksOf, forMenu, forQuestion, initrdSize, question, start } from './luks.ts';
import { sentence } from './sentence.ts';

/**
 * The first disk has a system with a crypttab in LUKS; that names the key of the second, which is opened by no
 * passphrase and has the entry.
 */
const chained: Recipe = {
  name: 'luks-by-crypttab',
  disks: [
    64,
    64,
    filesystem({
      files: {
        '/etc/crypttab': `data_crypt UUID=${uuidOf('luks-by-crypttab data')} /etc/keys/data.key luks,keyfile-offset=4\n`,
        '/etc/keys/data.key': 'skipthe key of the data',
      },
      uuid: uuidOf('luks-by-crypttab system'),
      mebibytes: 8,
    }),
  ],
  kept: 2,
  payload: 'filesystem',
  script: `container luks2 "$1"; dd if="$3" of="/dev/mapper/$vg" bs=1M conv=fsync; cryptsetup close "$vg"
uuid=${uuidOf('luks-by-crypttab data')}
printf 'the key of the data' >key
cryptsetup luksFormat --batch-mode --type luks2 --uuid "$uuid" --pbkdf pbkdf2 --pbkdf-force-iterations 1000 \\
  --key-file key "$2"
cryptsetup open --key-file key "$2" "$vg"; put "/dev/mapper/$vg"; cryptsetup close "$vg"`,
};

const [chainedSystem, chainedData] = await disksOf(chained);
const [locked, keys] = await disksOf('luks2-keyfile');
const [detached] = await disksOf('luks2-detached-header');
const mebibyte = 2 ** 20;

test('a key file on another volume opens it, and nobody is asked', async () => {
  const setting = `rd.luks.key=${uuidOf('luks2-keyfile')}=${keyFile.path}:UUID=${keyFile.uuid}`;
  await using machine = await start([locked!, keys!], `baton.timeout=1 ${setting}`);
  await initrdSize(machine, 'luks2-keyfile');
  assert.not.match(machine.serial.transcript, /Passphrase/);
});

test('a key file that is wrong or missing is told of in the journal, and the passphrase is asked for', async () => {
  using directory = await temporaryDirectory();
  const wrong = await smallDisk({ '/wrong.key': 'wrong' }, directory);
  const settings = ['baton.luks.key=/dev/vda=/wrong.key:/dev/vdb', 'baton.luks.key=/dev/vda=/none.key:/dev/vdb'];
  await using machine = await start([locked!, wrong], settings.join(' '));
  const { serial } = machine;
  await serial.expectScreen(question('/dev/vda'), forQuestion);
  serial.type('\x03');
  await serial.expectScreen(/Enter boot/, forMenu);
  serial.type('s');
  await serial.expect(rescuePrompt, { seconds: 60, what: 'the shell' });
  serial.type('baton explain | grep -A1 "key file"\r');
  await serial.expect(sentence('The key file /wrong.key on /dev/vdb does not open /dev/vda.'), forMenu);
  await serial.expect(sentence('The key file /none.key on /dev/vdb, which opens /dev/vda, does not exist.'), forMenu);
});

test('the crypttab of a system that was opened opens what that system would open', async () => {
  await using machine = await start([chainedSystem!, chainedData!], 'baton.timeout=1');
  const { serial } = machine;
  await serial.expectScreen(question('/dev/vda'), forQuestion);
  serial.type('baton\r');
  await initrdSize(machine, 'luks-by-crypttab');
});

test('the header may be another device', async () => {
  await using machine = await start([detached!], 'baton.timeout=1 baton.luks.header=PARTLABEL=data=/dev/vda1');
  const { serial } = machine;
  await serial.expectScreen(question('/dev/vda2'), forQuestion);
  assert.not.match(serial.screen, /Unlock \/dev\/vda1/);
  serial.type('baton\r');
  await initrdSize(machine, 'luks2-detached-header');
});

test('the header may be a file on another volume', async () => {
  using directory = await temporaryDirectory();
  const image = await readFile(detached!);
  const header = { begin: mebibyte, end: 17 * mebibyte };
  const files = await smallDisk({ '/root.header': image.subarray(header.begin, header.end) }, directory, 24);
  const headless = join(directory.path, 'headless.img');
  await writeFile(headless, image.fill(0, header.begin, header.end));
  const setting = 'baton.luks.header=PARTLABEL=data=/root.header:/dev/vdb';
  await using machine = await start([headless, files], `baton.timeout=1 ${setting}`);
  const { serial } = machine;
  await serial.expectScreen(question('/dev/vda2'), forQuestion);
  serial.type('baton\r');
  await initrdSize(machine, 'luks2-detached-header');
});

test.run();
