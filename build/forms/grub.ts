// GRUB as a BIOS starts it: an image whose configuration is part of it, so that it finds the kernel by its path alone.

import { writeFile } from 'node:fs/promises';
import { run } from '../command.ts';
import { ensureTools } from '../tools.ts';

/** Where GRUB's package has its parts for a BIOS. */
export const grubParts = '/usr/lib/grub/i386-pc';
/** Where the kernel and the initramfs lie on what GRUB boots from: not where boot configurations look for systems. */
export const kernelPath = '/baton/vmlinuz';
export const initramfsPath = '/baton/initramfs.img';

/** What finds the files, on discs and sticks, and starts them. */
const modules = [
  'biosdisk',
  'part_gpt',
  'part_msdos',
  'iso9660',
  'fat',
  'search_fs_file',
  'linux',
  'echo',
  'halt',
  'sleep',
];

const configuration = (cmdline: string) => `search.file ${kernelPath} root
echo 'Loading baton ...'
linux ${kernelPath} ${cmdline}
initrd ${initramfsPath}
boot
`;

/**
 * Writes GRUB's core image to `path`, in the form that lies behind a boot sector (`i386-pc`) or that a disc boots
 * (`i386-pc-eltorito`). Throws grub-mkimage's message, and a sentence where the cmdline cannot be written in its
 * language.
 * @param scratch the path of a file to write the configuration to
 */
export async function makeCore(
  format: 'i386-pc' | 'i386-pc-eltorito',
  cmdline: string,
  path: string,
  scratch: string,
): Promise<void> {
  if (/[\n'"\\$;|&<>{}#]/.test(cmdline))
    throw new Error(`the cmdline ${cmdline} has characters that mean something else to GRUB: leave them out`);
  await ensureTools(['grub-mkimage', `${grubParts}/boot.img`]);
  await writeFile(scratch, configuration(cmdline));
  const form = ['-O', format, '-d', grubParts, '-p', '/baton', '-c', scratch, '-o', path];
  await run('grub-mkimage', [...form, ...modules], { timeout: 60_000 });
}
