// How fast configurations are read, once the code is warm.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureTools } from '../../build/tools.ts';
import { demoDisk } from '../../qemu/debian/disk.ts';
import { readFileIn } from '../../qemu/ext4.ts';
import { dialects } from '../../src/dialects/index.ts';
import { readAll } from '../../src/dialects/read-all.ts';
import { MemoryVolume } from '../unit/memory-volume.ts';
import { type Measured, publish } from './report.ts';

const warmUps = 5;
const uuid = '6a0e5a4e-8bd4-4c0c-9c5a-5a2c0b7f9f10';
const peer = 'grub-script-check';

type Files = Readonly<Record<string, string>>;

/**
 * Measures `runs` readings of each configuration after some that are not counted. Beside those of GRUB stands the time
 * of GRUB's own grub-script-check, which parses the file and runs nothing; its start, as a process, is part of it.
 */
export async function dialectsBenchmark(runs: number): Promise<void> {
  await ensureTools([peer]);
  const many = grubFiles(5_000);
  const demo = await demoFiles();
  const measured: Measured[] = [];
  await add('grub.cfg with 5,000 entries', many, true);
  await add('grub.cfg with 200 entries', grubFiles(200), true);
  await add("the demo disk's grub.cfg", demo, true);
  if (dialects.some(({ name }) => name === 'systemd-boot')) await add('1,000 entry files of the BLS', blsFiles(1_000));
  console.log(`Written to ${await publish('dialects', runs, measured)}`);

  async function add(what: string, files: Files, isGrub = false): Promise<void> {
    const volume = new MemoryVolume({ device: '/dev/vda2', uuid, type: 'vfat' }, files);
    const times: number[] = [];
    let entries = 0;
    for (let run = -warmUps; run < runs; run += 1) {
      const began = performance.now();
      const readings = await readAll([volume]);
      if (run >= 0) times.push(performance.now() - began);
      entries = readings.reduce((sum, reading) => sum + reading.entries.length, 0);
    }
    const peers = isGrub ? { peer, peerValues: check(files['/boot/grub/grub.cfg']!, runs) } : {};
    measured.push({ what, unit: 'ms', own: times, ...peers });
    measured.push({ what: `... entries per second`, unit: '1/s', own: times.map((time) => (entries / time) * 1_000) });
  }
}

function check(config: string, runs: number): number[] {
  const directory = mkdtempSync(join(tmpdir(), 'baton-bench-'));
  try {
    const file = join(directory, 'grub.cfg');
    writeFileSync(file, config);
    return Array.from({ length: runs }, () => {
      const began = performance.now();
      const { status, stderr } = spawnSync(peer, [file], { encoding: 'utf8' });
      if (status !== 0) throw new Error(`${peer} refuses the configuration: ${stderr}`);
      return performance.now() - began;
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** A configuration with entries as Debian's grub-mkconfig writes them, each with a kernel and an initrd of its own. */
function grubFiles(count: number): Files {
  const files: Record<string, string> = {};
  let config = `if [ x"\${feature_menuentry_id}" = xy ]; then
  menuentry_id_option="--id"
  export menuentry_id_option
fi
function load_video { insmod all_video; }
`;
  for (let number = 0; number < count; number += 1) {
    const version = `6.1.${number}-amd64`;
    files[`/boot/vmlinuz-${version}`] = 'kernel';
    files[`/boot/initrd.img-${version}`] = 'initrd';
    config += `menuentry 'Debian GNU/Linux, with Linux ${version}' --class debian --class gnu-linux --class gnu --class os $menuentry_id_option 'gnulinux-${version}-advanced-${uuid}' {
	load_video
	insmod gzio
	if [ x$grub_platform = xxen ]; then insmod xzio; insmod lzopio; fi
	insmod part_gpt
	insmod ext2
	set root='hd0,gpt2'
	if [ x$feature_platform_search_hint = xy ]; then
	  search --no-floppy --fs-uuid --set=root --hint-bios=hd0,gpt2 --hint-efi=hd0,gpt2 --hint-baremetal=ahci0,gpt2  ${uuid}
	else
	  search --no-floppy --fs-uuid --set=root ${uuid}
	fi
	echo	'Loading Linux ${version} ...'
	linux	/boot/vmlinuz-${version} root=UUID=${uuid} ro  quiet
	echo	'Loading initial ramdisk ...'
	initrd	/boot/initrd.img-${version}
}
`;
  }
  return { ...files, '/boot/grub/grub.cfg': config };
}

async function demoFiles(): Promise<Files> {
  const config = (await readFileIn(await demoDisk(), '/boot/grub/grub.cfg')).toString();
  const named = [...config.matchAll(/^\s*(?:linux|initrd)\s+(\S+)/gm)].map(([, path]) => [path!, 'file']);
  return { ...Object.fromEntries(named), '/boot/grub/grub.cfg': config };
}

function blsFiles(count: number): Files {
  const files: Record<string, string> = { '/loader/loader.conf': 'timeout 3\ndefault *\n' };
  for (let number = 0; number < count; number += 1) {
    const version = `6.1.${number}-1.fc40.x86_64`;
    files[`/vmlinuz-${version}`] = 'kernel';
    files[`/initramfs-${version}.img`] = 'initrd';
    files[`/loader/entries/c1b9d5a2-${version}.conf`] =
      `title Fedora Linux (${version}) 40\nversion ${version}\nlinux /vmlinuz-${version}\ninitrd /initramfs-${version}.img\noptions root=UUID=${uuid} ro quiet\ngrub_users $grub_users\ngrub_arg --unrestricted\ngrub_class fedora\n`;
  }
  return files;
}
