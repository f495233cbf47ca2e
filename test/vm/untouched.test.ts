// baton changes nothing on the disk that it boots from.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { copyDisk } from '../../qemu/copy-disk.ts';
import { ensureParts, onSerial } from '../../qemu/parts.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { menuSeconds } from './seconds.ts';

const { disk, ...image } = await ensureParts();

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) hash.update(chunk);
  return hash.digest('hex');
}

test('a disk that baton may write to is at the kexec what it was before', async () => {
  using directory = await temporaryDirectory('large');
  const file = await copyDisk(disk, directory);
  const before = await sha256(file);
  const append = `${onSerial} baton.timeout=0`;
  {
    await using machine = await startMachine({ ...image, disks: [{ file, write: true }], append });
    const what = "the kernel's message of the kexec";
    await machine.serial.expect(/kexec_core: Starting new kernel/, { seconds: menuSeconds, what });
    await machine.pause();
    const [statistics] = await machine.blockStatistics();
    assert.is(statistics!.writes, 0);
    assert.ok(statistics!.reads > 0);
  }
  assert.is(await sha256(file), before);
});

test.run();
