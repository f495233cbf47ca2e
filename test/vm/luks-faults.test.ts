// LUKS where something is amiss; and that nothing is written or left behind.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../build/command.ts';
import { ensureTools } from '../../build/tools.ts';
import { copyDisk } from '../../qemu/copy-disk.ts';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { disksOf, forKey, forMenu, forQuestion, initrdSize, plainDisk, question, start } from './luks.ts';
import { sentence } from './sentence.ts';

const [luks2] = await disksOf('luks2');
const directory = await temporaryDirectory('large');
const plain = await plainDisk(directory);

test('three wrong passphrases end in a sentence and in the menu, where all else still boots', async () => {
  await using machine = await start([luks2!, plain], 'baton.luks=ask baton.timeout=-1');
  const { serial } = machine;
  await serial.expectScreen(question('/dev/vda'), forQuestion);
  for (const left of ['2 tries left.', '1 try left.']) {
    serial.type('wrong\r');
    await serial.expectScreen(sentence(`That passphrase does not open /dev/vda. ${left}`), forMenu);
  }
  serial.type('wrong\r');
  await serial.expectScreen(sentence('/dev/vda stays locked: none of 3 passphrases opens it.'), forMenu);
  await serial.expectScreen(/^(?![\s\S]*Passphrase for)[\s\S]*Unlock \/dev\/vda[\s\S]*Enter boot/, forKey('the menu'));
  // The row asks again; what is wrong there does not keep the other disk from booting.
  serial.type('\x1b[F\r');
  await serial.expectScreen(question('/dev/vda'), forKey('the question'));
  serial.type('wrong\r');
  await serial.expectScreen(sentence('That passphrase does not open /dev/vda. 2 tries left.'), forMenu);
  serial.type('\x03');
  await serial.expectScreen(/Enter boot/, forKey('the menu'));
  serial.type('\x1b[H\r');
  await initrdSize(machine, 'plain');
});

test('of a key that needs more memory than there is, it says so', async () => {
  await ensureTools(['cryptsetup']);
  const image = join(directory.path, 'argon2.img');
  await writeFile(image, '');
  await truncate(image, 32 * 2 ** 20);
  const cost = ['--pbkdf', 'argon2id', '--pbkdf-memory', '500000', '--pbkdf-force-iterations', '4'];
  const how = ['--batch-mode', '--type', 'luks2', ...cost, '--pbkdf-parallel', '1'];
  await run('sh', ['-c', 'printf baton | exec cryptsetup luksFormat "$@" --key-file -', 'sh', ...how, image], {
    timeout: 120_000,
  });
  await using machine = await start([image]);
  const { serial } = machine;
  await serial.expectScreen(question('/dev/vda'), forQuestion);
  serial.type('baton\r');
  await serial.expectScreen(
    /\/dev\/vda needs 489 MiB of memory to try a passphrase \(Argon2\),\s+and\s+\d+\s+MiB\s+are\s+free/,
    forMenu,
  );
});

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest('hex');
}

test('a disk that could be written to is after opening, closing and kexec what it was before', async () => {
  const file = await copyDisk(luks2!, directory);
  const before = await sha256(file);
  {
    const append = `${onSerial} baton.timeout=-1`;
    await using machine = await startMachine({ ...(await ensureImage()), disks: [{ file, write: true }], append });
    const { serial } = machine;
    await serial.expectScreen(question('/dev/vda'), forQuestion);
    serial.type('wrong\r');
    await serial.expectScreen(sentence('That passphrase does not open /dev/vda.'), forMenu);
    serial.type('baton\r');
    await serial.expectScreen(/luks2\n[\s\S]*Enter boot/, forMenu);
    const [statistics] = await machine.blockStatistics();
    assert.is(statistics!.writes, 0);
    serial.type('\r');
    await initrdSize(machine, 'luks2');
  }
  assert.is(await sha256(file), before);
});

test.run();
