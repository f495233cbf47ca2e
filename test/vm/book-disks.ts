// Disks with an environment block, and one with an ESP, made without mounting anything.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { run as runCommand } from '../../build/command.ts';

const MiB = 2 ** 20;
const run = (name: string, ...args: readonly string[]) => runCommand(name, [...args], { timeout: 180_000 });

function blank(image: string, mebibytes: number): void {
  writeFileSync(image, '');
  truncateSync(image, mebibytes * MiB);
}

/** Makes an environment block with the real grub-editenv. Returns its bytes. */
export async function grubenv(file: string, ...variables: readonly string[]): Promise<Buffer> {
  await run('grub-editenv', file, 'create');
  if (variables.length > 0) await run('grub-editenv', file, 'set', ...variables);
  return readFileSync(file);
}

/** XFS without a partition table, with /grubenv. All of these return the image's path. */
export async function xfsDisk(image: string, grubenv: Uint8Array, label: string): Promise<string> {
  // mkfs.xfs makes none that is smaller.
  blank(image, 320);
  writeFileSync(`${image}.grubenv`, grubenv);
  writeFileSync(`${image}.proto`, `/none\n0 0\nd--755 0 0\ngrubenv ---644 0 0 ${image}.grubenv\n$\n`);
  await run('mkfs.xfs', '-q', '-L', label, '-p', `${image}.proto`, image);
  return image;
}

/** FAT without a partition table, with /grubenv. */
export async function fatDisk(image: string, grubenv: Uint8Array, label: string): Promise<string> {
  blank(image, 40);
  writeFileSync(`${image}.grubenv`, grubenv);
  await run('mkfs.vfat', '-F', '32', '-n', label, image);
  await run('mcopy', '-i', image, `${image}.grubenv`, '::grubenv');
  return image;
}

/** Ext4 on a logical volume, with /grubenv. Undefined where the host's user may not make one. */
export async function ext4OnLvm(image: string, grubenv: Uint8Array, label: string): Promise<string | undefined> {
  if (process.getuid?.() !== 0 || spawnSync('lvm', ['version']).error) {
    console.log('without LVM: making a logical volume takes root and lvm');
    return undefined;
  }
  blank(image, 64);
  const tree = mkdtempSync(`${image}.tree`);
  writeFileSync(join(tree, 'grubenv'), grubenv);
  await run('mke2fs', '-q', '-t', 'ext4', '-L', label, '-d', tree, `${image}.ext4`, '32m');
  const loop = (await run('losetup', '--find', '--show', image)).trim();
  try {
    const config = `devices { dir="/dev" scan="/dev" use_devicesfile=0 filter=["a|^${loop}$|","r|.*|"] } activation { udev_sync=0 udev_rules=0 } backup { backup=0 archive=0 }`;
    const lvm = (...args: string[]) => run('lvm', ...args, '--driverloaded', 'n', '--config', config);
    await lvm('pvcreate', '--yes', '--dataalignment', '1m', loop);
    await lvm('vgcreate', '--systemid', '', 'books', loop);
    await lvm(
      'lvcreate',
      '--activate',
      'n',
      '--zero',
      'n',
      '--wipesignatures',
      'n',
      '--size',
      '32M',
      '--name',
      'boot',
      'books',
    );
    const start = Number(
      (await lvm('pvs', '--noheadings', '--nosuffix', '--units', 'b', '--options', 'pe_start')).trim(),
    );
    await run('dd', `if=${image}.ext4`, `of=${loop}`, 'bs=1M', `seek=${start / MiB}`, 'conv=fsync', 'status=none');
  } finally {
    await run('losetup', '--detach', loop);
  }
  return image;
}

/** A disk with a GPT and an ESP, with `files`; and what is read there later. */
export async function systemPartition(file: string, files: Readonly<Record<string, string | Uint8Array>>) {
  blank(file, 192);
  await run(
    'sh',
    '-c',
    `printf 'label: gpt\\nstart=2048, type=U\\n' | sfdisk --quiet --no-reread --no-tell-kernel ${file}`,
  );
  const place = `${file}@@1M`;
  await run('mkfs.vfat', '-F', '32', '--offset', '2048', file, String((190 * MiB) / 1024));
  const made = new Set<string>();
  for (const [path, content] of Object.entries(files)) {
    const parents = path.split('/').slice(1, -1);
    for (let depth = 1; depth <= parents.length; depth++) {
      const parent = parents.slice(0, depth).join('/');
      if (!made.has(parent)) await run('mmd', '-i', place, `::${parent}`);
      made.add(parent);
    }
    const source = join(dirname(file), `content-${basename(path)}`);
    writeFileSync(source, content);
    await run('mcopy', '-i', place, source, `::${path}`);
  }
  return {
    file,
    read: async (path: string): Promise<Buffer> => {
      const target = join(dirname(file), 'read-back');
      await run('mcopy', '-n', '-o', '-i', place, `::${path}`, target);
      return readFileSync(target);
    },
    names: async (path: string): Promise<string[]> => {
      const text = await run('mdir', '-b', '-i', place, `::${path}`);
      return text
        .trim()
        .split('\n')
        .map((line) => basename(line.trim()))
        .sort();
    },
  };
}
