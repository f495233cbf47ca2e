import { rootUuid } from '../../qemu/debian/layout.ts';
import { readFileIn, writeFileIn } from '../../qemu/ext4.ts';

/** What a hard-coded script boots. Paths on the disk's root filesystem. */
export interface FixedEntry {
  readonly device: string;
  readonly kernel: string;
  readonly initrd: string;
  readonly cmdline: string;
}

/** The demo disk's first entry, cut out of its grub.cfg: the files that it names, and a command line like its own. */
export async function defaultEntry(disk: string): Promise<FixedEntry> {
  const text = (await readFileIn(disk, '/boot/grub/grub.cfg')).toString();
  const kernel = /^\s*linux\s+(\S+)/m.exec(text)?.[1];
  const initrd = /^\s*initrd\s+(\S+)/m.exec(text)?.[1];
  if (!kernel || !initrd) throw new Error("the demo disk's grub.cfg has no linux and initrd lines");
  const cmdline = `root=UUID=${rootUuid} ro console=tty0 console=ttyS0,115200`;
  return { device: 'vda2', kernel, initrd, cmdline };
}

/** Takes `quiet` off every command line on the disk image `disk`, so that the first line of the next kernel is seen. */
export async function makeTalkative(disk: string): Promise<void> {
  const path = '/boot/grub/grub.cfg';
  const text = (await readFileIn(disk, path)).toString();
  await writeFileIn(disk, path, Buffer.from(text.replaceAll(/ quiet\b/g, '')));
}
