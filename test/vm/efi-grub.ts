// GRUB as the EFI program of an installed Debian, which reads the grub.cfg on its root file system.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../build/command.ts';
import { fetchPackage } from '../../build/package.ts';
import { ensureTools } from '../../build/tools.ts';
import type { Temporary } from '../../qemu/temporary.ts';

/** What the grub.cfg of the demo disk loads; on an installed system it lies in /boot/grub. */
const modules = [
  ...['part_gpt', 'ext2', 'fat', 'search', 'search_fs_uuid', 'search_fs_file', 'search_label', 'normal', 'configfile'],
  ...[
    'linux',
    'gzio',
    'echo',
    'test',
    'true',
    'loadenv',
    'sleep',
    'all_video',
    'gfxterm',
    'serial',
    'terminal',
    'terminfo',
  ],
  ...['minicmd', 'ls', 'boot', 'regexp', 'halt', 'reboot', 'efifwsetup', 'gettext'],
];

/** The bytes of the program. @param rootUuid of the file system that has /boot/grub/grub.cfg */
export async function efiGrub(rootUuid: string, directory: Temporary): Promise<Buffer> {
  await ensureTools(['grub-mkimage']);
  const { root } = await fetchPackage('grub-efi-amd64-bin');
  const [early, program] = [join(directory.path, 'early.cfg'), join(directory.path, 'grubx64.efi')];
  await writeFile(
    early,
    `search --fs-uuid --set=root ${rootUuid}\nset prefix=($root)/boot/grub\nconfigfile $prefix/grub.cfg\n`,
  );
  const parts = join(root, 'usr/lib/grub/x86_64-efi');
  const args = ['-O', 'x86_64-efi', '-d', parts, '-p', '/EFI/debian', '-c', early, '-o', program];
  await run('grub-mkimage', [...args, ...modules], { timeout: 60_000 });
  return readFile(program);
}
