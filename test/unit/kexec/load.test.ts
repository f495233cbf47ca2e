import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Volume } from '../../../src/entry/volume.ts';
import { fullCmdline, load } from '../../../src/kexec/load.ts';
import { explainRefusal } from '../../../src/kexec/refusal.ts';
import { entry } from '../entries.ts';

/** A volume on which only `files` exist, all of them the source of this test. */
function volumeWith(...files: string[]): Volume {
  return {
    identity: { id: 'vda2', device: '/dev/vda2' },
    read: async () => undefined,
    list: async () => undefined,
    stat: async () => undefined,
    open: async (path) => (files.includes(path) ? { fd: 0, close: async () => {} } : undefined),
  };
}

async function failure(...parameters: Parameters<typeof load>): Promise<string> {
  try {
    await load(...parameters);
  } catch (error) {
    assert.instance(error, Error);
    return (error as Error).message;
  }
  return assert.unreachable() as never;
}

test('a missing kernel or initrd is named with its volume', async () => {
  assert.match(
    await failure(entry('Debian'), () => volumeWith()),
    /kernel \/boot\/vmlinuz does not exist on \/dev\/vda2/,
  );
  const withoutInitrd = await failure(entry('Debian'), () => volumeWith('/boot/vmlinuz'));
  assert.match(withoutInitrd, /initrd \/boot\/initrd\.img does not exist on \/dev\/vda2/);
});

test('a volume that is not there is named as the configuration names it', async () => {
  const waiting = entry('Debian', { kernel: { path: '/vmlinuz', wants: 'UUID=1234' } });
  assert.match(await failure(waiting, () => undefined), /kernel \/vmlinuz lies on UUID=1234, which is not there/);
});

test('an entry of another kind is refused as such', async () => {
  const windows = entry('Windows', { kind: 'chainload' });
  assert.match(await failure(windows, () => undefined), /does not start a kernel \(chainload\)/);
});

test('BOOT_IMAGE comes first where the native loader passes it', () => {
  assert.is(fullCmdline(entry('a', { bootImage: '/vmlinuz', cmdline: 'ro quiet' })), 'BOOT_IMAGE=/vmlinuz ro quiet');
  assert.is(fullCmdline(entry('a', { bootImage: '/vmlinuz', cmdline: '' })), 'BOOT_IMAGE=/vmlinuz');
  assert.is(fullCmdline(entry('a', { cmdline: 'ro quiet' })), 'ro quiet');
});

test('a refusal of the kernel is a sentence with its reason, known or not', () => {
  assert.match(
    explainRefusal('/vmlinuz', 'EKEYREJECTED'),
    /refused \/vmlinuz: its signature is not trusted.*EKEYREJECTED/,
  );
  assert.match(explainRefusal('/vmlinuz', 'errno 4711'), /no other reason.*errno 4711/);
});

test.run();
