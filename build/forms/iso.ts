// baton.iso: a disc that BIOS and UEFI boot, and a stick when it is written to one as it is. Its ESP is a partition
// behind the disc's own file system; on a stick baton.toml there can be changed.

import { mkdir, truncate, writeFile } from 'node:fs/promises';
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

const timeout = 600_000;
const spareMebibytes = 8;

/** What makes the disc bootable: https://www.gnu.org/software/xorriso/man_1_xorrisofs.html#lbAl */
const bios = [
  ...['-b', 'baton/grub.img', '-no-emul-boot', '-boot-load-size', '4', '-boot-info-table', '--grub2-boot-info'],
  ...['--grub2-mbr', join(grubParts, 'boot_hybrid.img')],
];
const uefi = (esp: string) => [
  ...['-append_partition', '2', '0xef', esp, '-appended_part_as_gpt', '-partition_offset', '16'],
  ...['-eltorito-alt-boot', '-e', '--interval:appended_partition_2:all::', '-no-emul-boot'],
];

/** The same files are to give the same bytes, which xorriso asks for in two places. */
const sameTime = { SOURCE_DATE_EPOCH: '315532800' };
const same = ['--set_all_file_dates', '1980010100000000'];

async function writeIso(options: FormOptions, path: string, scratch: string): Promise<void> {
  const { image, cmdline } = options;
  const [disc, partition, esp] = [join(scratch, 'disc'), join(scratch, 'partition'), join(scratch, 'esp.img')];
  await placeTree(espTree(options), partition);
  const mebibytes = fatMebibytes(await bytesBelow(partition), spareMebibytes);
  await writeFile(esp, '');
  await truncate(esp, mebibytes * 2 ** 20);
  await makeFat(esp, 0, mebibytes, label, partition);
  await mkdir(join(disc, 'baton'), { recursive: true });
  await makeCore('i386-pc-eltorito', cmdline, join(disc, 'baton/grub.img'), join(scratch, 'grub.cfg'));
  const files = [`/=${disc}`, `${kernelPath}=${image.vmlinuz}`, `${initramfsPath}=${image.initramfs}`];
  const form = ['-as', 'mkisofs', '-quiet', '-V', 'BATON_ISO', '-r', '-J', ...same, '-o', path, ...bios, ...uefi(esp)];
  await run('xorriso', [...form, '-graft-points', ...files], {
    timeout,
    env: sameTime,
  });
}

/** For PCs. Throws a sentence for other processors, which have no BIOS. */
export const iso: Form = async (options) => {
  if (options.target !== x86_64)
    throw new Error(`baton.iso is made for ${x86_64.name}; for ${options.target.name} take the form efi`);
  await ensureTools(['xorriso']);
  const path = join(options.output, 'baton.iso');
  return [await wholeFile(path, (temporary) => withScratch((scratch) => writeIso(options, temporary, scratch)))];
};
