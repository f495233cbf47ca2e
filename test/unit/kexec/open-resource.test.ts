// Files of an entry, on a volume or inside a disc image on it.

import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, readSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ensureTools } from '../../../build/tools.ts';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { DirectoryVolume } from '../../../src/disks/directory-volume.ts';
import { LoadError } from '../../../src/kexec/load-error.ts';
import { openResource } from '../../../src/kexec/open-resource.ts';
import { failure } from '../../failure.ts';

await ensureTools(['genisoimage']);
const directory = await temporaryDirectory();
test.after(directory.remove);
const at = (name: string) => join(directory.path, name);

mkdirSync(at('tree/live'), { recursive: true });
writeFileSync(at('tree/live/A long name with Capitals'), 'the kernel '.repeat(1000));
mkdirSync(at('root/isos'), { recursive: true });
execFileSync('genisoimage', ['-quiet', '-R', '-o', at('root/isos/live.iso'), at('tree')]);
writeFileSync(at('root/text.iso'), 'no disc image'.repeat(10_000));
writeFileSync(at('root/cut.iso'), readFileSync(at('root/isos/live.iso')));
// Padding stands behind the files, and before it the one file there is.
const iso = readFileSync(at('root/isos/live.iso'));
truncateSync(at('root/cut.iso'), iso.lastIndexOf('the kernel ') - 100);

writeFileSync(at('root/short.iso'), iso.subarray(0, -2048));

const volume = new DirectoryVolume(at('root'), { id: 'vda1', device: '/dev/vda1' });
const path = '/live/A long name with Capitals';
const open = (resource: Parameters<typeof openResource>[1]) =>
  openResource('kernel', resource, (id) => (id === 'vda1' ? volume : undefined));

test('a file inside a disc image is the part of the image that holds it', async () => {
  const file = await open({ volume: 'vda1', image: '/isos/live.iso', path });
  const bytes = Buffer.alloc(file.size);
  readSync(file.fd, bytes, 0, file.size, file.offset);
  assert.is(bytes.toString(), 'the kernel '.repeat(1000));
  await file.close();
});

test('a file of the volume is the whole of it', async () => {
  const file = await open({ volume: 'vda1', path: '/text.iso' });
  assert.equal([file.offset, file.size], [0, 130_000]);
  await file.close();
});

const missing = {
  'what is not in the image': [
    { image: '/isos/live.iso', path: '/gone' },
    /The kernel \/gone does not exist in \/isos\/live\.iso\. Try/,
  ],
  'a directory in the image': [{ image: '/isos/live.iso', path: '/live' }, /The kernel \/live does not exist in/],
  'an image that is not there': [
    { image: '/gone.iso', path },
    /The disc image \/gone\.iso does not exist on \/dev\/vda1/,
  ],
  'an image that is none': [{ image: '/text.iso', path }, /\/text\.iso on \/dev\/vda1 is no disc image/],
  'an image that is cut off': [{ image: '/cut.iso', path }, /The disc image \/cut\.iso on \/dev\/vda1 is cut off/],
  'one that lacks something else': [{ image: '/short.iso', path }, /is cut off: it has \d+ of \d+ bytes/],
} as const;

for (const [what, [resource, message]] of Object.entries(missing)) {
  test(`${what} is told, and nothing stays open`, async () => {
    const before = openSync('/dev/null', 'r');
    closeSync(before);
    const error = await failure(open({ volume: 'vda1', ...resource }));
    assert.instance(error, LoadError);
    assert.match(error.message, message);
    const after = openSync('/dev/null', 'r');
    closeSync(after);
    assert.is(after, before);
  });
}

test('what lies at a URL is told to lie on a network', async () => {
  const { message } = await failure(open({ path, url: 'http://host/vmlinuz', wants: 'host' }));
  assert.match(message, /^The kernel http:\/\/host\/vmlinuz lies on a network, and baton loads from disks only\./);
});

test.run();
