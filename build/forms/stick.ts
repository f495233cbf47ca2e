// baton.img: a stick or disk that BIOS and UEFI boot, with an ESP on which baton.toml can be changed by any computer.

import { open, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../command.ts';
import { x86_64 } from '../target.ts';
import { ensureTools } from '../tools.ts';
import { wholeFile } from '../whole-file.ts';
import { espTree, label } from './esp.ts';
import { fatMebibytes, makeFat, placeTree } from './fat.ts';
import type { Form, FormOptions } from './form.ts';
import { grubParts, initramfsPath, kernelPath, makeCore } from './grub.ts';
import { bytesBelow, withScratch } from './scratch.ts';

const mebibyte = 2 ** 20;
const sector = 512;
/** What is left on the ESP, for disc images, hooks and whatever else people put there, in MiB. */
const spareMebibytes = 64;
/** Where GRUB's core image lies, which a GPT leaves no other room for, and where the ESP begins, in MiB. */
const [coreStart, espStart] = [1, 2];

/** The partitions, in the words of sfdisk(8). The identifiers are fixed, so that the same files give the same bytes. */
const table = (mebibytes: number) => `label: gpt
label-id: ba700000-0000-4000-8000-0000000000f0
start=${coreStart}MiB, size=1MiB, type=21686148-6449-6E6F-744E-656564454649, uuid=ba700000-0000-4000-8000-0000000000f1
start=${espStart}MiB, size=${mebibytes}MiB, type=uefi, name=BATON, uuid=ba700000-0000-4000-8000-0000000000f2
`;

/**
 * Writes the boot sector and the core image, which tell each other where they lie: grub-core/boot/i386/pc/boot.S has
 * the sector of the core image at 0x5c and code up to byte 440; diskboot.S that of its second sector in its last twelve
 * bytes.
 */
async function embedCore(path: string, core: Buffer): Promise<void> {
  if (core.length > mebibyte)
    throw new Error(`GRUB's core image has ${core.length} bytes, and room is for ${mebibyte}`);
  const first = (coreStart * mebibyte) / sector;
  const boot = (await readFile(join(grubParts, 'boot.img'))).subarray(0, 440);
  boot.writeBigUInt64LE(BigInt(first), 0x5c);
  core.writeBigUInt64LE(BigInt(first + 1), sector - 12);
  const file = await open(path, 'r+');
  try {
    await file.write(boot, 0, boot.length, 0);
    await file.write(core, 0, core.length, coreStart * mebibyte);
  } finally {
    await file.close();
  }
}

async function writeStick(options: FormOptions, path: string, scratch: string): Promise<void> {
  const { image, cmdline } = options;
  const [partition, core, layout] = [join(scratch, 'partition'), join(scratch, 'core.img'), join(scratch, 'table')];
  await placeTree(
    {
      ...espTree(options),
      [kernelPath]: await readFile(image.vmlinuz),
      [initramfsPath]: await readFile(image.initramfs),
    },
    partition,
  );
  const mebibytes = fatMebibytes(await bytesBelow(partition), spareMebibytes);
  await writeFile(path, '');
  // Behind the ESP, the second copy of the GPT.
  await truncate(path, (espStart + mebibytes + 1) * mebibyte);
  await writeFile(layout, table(mebibytes));
  await run('sh', ['-c', 'exec sfdisk --quiet "$0" <"$1"', path, layout], { timeout: 60_000 });
  await makeFat(path, espStart * mebibyte, mebibytes, label, partition);
  await makeCore('i386-pc', cmdline, core, join(scratch, 'grub.cfg'));
  await embedCore(path, await readFile(core));
}

/** For PCs. Throws a sentence for other processors, which have no BIOS. */
export const stick: Form = async (options) => {
  if (options.target !== x86_64)
    throw new Error(`baton.img is made for ${x86_64.name}; for ${options.target.name} take the form efi`);
  await ensureTools(['sfdisk']);
  const path = join(options.output, 'baton.img');
  return [await wholeFile(path, (temporary) => withScratch((scratch) => writeStick(options, temporary, scratch)))];
};
