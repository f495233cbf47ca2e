import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { unify } from '../../../build/forms/uki.ts';
import { fetchPackage } from '../../../build/package.ts';
import type { Entry } from '../../../src/entry/entry.ts';
import type { Reading } from '../../../src/entry/reading.ts';
import { markUnsigned } from '../../../src/kexec/unsigned.ts';
import { signatureEntry } from '../../vm/firmware-keys.ts';
import { entry } from '../entries.ts';
import { amd64Kernel } from '../images/real-kernels.ts';
import { MemoryVolume } from '../memory-volume.ts';

/** Debian's kernel, which Debian has signed, and the same without the table that tells of it. */
const signed = readFileSync((await amd64Kernel()).path);
const unsigned = Buffer.from(signed);
unsigned.fill(0, signatureEntry(signed), signatureEntry(signed) + 8);
const { root } = await fetchPackage('systemd-boot-efi');
const stub = readFileSync(`${root}/usr/lib/systemd/boot/efi/linuxx64.efi.stub`);
const around = (kernel: Buffer) =>
  unify(stub, [
    ['.cmdline', Buffer.from('quiet')],
    ['.linux', kernel],
  ]);

const volume = new MemoryVolume(
  { id: 'vda1' },
  {
    '/signed': signed,
    '/unsigned': unsigned,
    '/signed.efi': around(signed),
    '/unsigned.efi': around(unsigned),
    '/initrd': 'no EFI program',
  },
);

async function marks(entries: readonly Partial<Entry>[]): Promise<(boolean | undefined)[]> {
  const reading = {
    volume: 'vda1',
    config: '/c',
    entries: entries.map((one) => entry('one', one)),
    diagnostics: [],
  } as Reading;
  const [marked] = await markUnsigned([reading], (id) => (id === 'vda1' ? volume : undefined));
  return marked!.entries.map((one) => one.unsigned);
}
const at = (path: string, id = 'vda1') => ({ kernel: { volume: id, path } });

test('a kernel without a signature is marked, and one with is not', async () => {
  assert.equal(await marks([at('/signed'), at('/unsigned')]), [undefined, true]);
});

test('of a unified kernel image the kernel inside counts', async () => {
  const uki = { kind: 'uki' } as const;
  assert.equal(
    await marks([
      { ...uki, ...at('/signed.efi') },
      { ...uki, ...at('/unsigned.efi') },
    ]),
    [undefined, true],
  );
});

test('what only kexec_load takes is marked', async () => {
  assert.equal(await marks([{ kind: 'multiboot2', ...at('/signed') }]), [true]);
});

test('what is absent, no EFI program, or for the firmware to start is not', async () => {
  const firmware = { kind: 'efi', ...at('/unsigned') } as const;
  assert.equal(
    await marks([at('/absent'), at('/initrd'), at('/unsigned', 'vdb1'), firmware]),
    Array(4).fill(undefined),
  );
});

test.run();
