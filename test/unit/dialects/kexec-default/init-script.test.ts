// /etc/default/kexec read by baton, and by the init script of Debian's kexec-tools itself.

import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fetchPackage } from '../../../../build/package.ts';
import { temporaryDirectory } from '../../../../qemu/temporary.ts';
import { kexecDefault } from '../../../../src/dialects/kexec-default/index.ts';
import { DirectoryVolume } from '../../../../src/disks/directory-volume.ts';

const { root: kexecTools } = await fetchPackage('kexec-tools');
const script = readFileSync(join(kexecTools, 'etc/init.d/kexec-load'), 'utf8');
const running = 'root=/dev/sda1 ro quiet';

/** What it is about: the kernel, the initrd, and the cmdline without what a boot loader adds. */
type Loaded = readonly [kernel: string, initrd: string | undefined, cmdline: string];

function put(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** What the init script calls kexec with, in a system whose files lie below `root`. */
function byScript(root: string): Loaded | undefined {
  const called = join(root, 'called');
  put(root, {
    '/sbin/kexec': `#!/bin/sh\nprintf '%s\\n' "$@" >'${called}'\n`,
    '/lib/lsb/init-functions': 'log_action_begin_msg() { :; }\nlog_action_end_msg() { :; }\n',
    '/proc/cmdline': `BOOT_IMAGE=/boot/vmlinuz-1 ${running}\n`,
    '/sys/kernel/kexec_loaded': '0\n',
    '/kexec-load': script.replace(
      /(?<![\w.])\/(etc\/default|lib\/lsb|sbin\/(?:kexec|runlevel)|sys|proc|boot|run\/systemd)\b/g,
      `${root}/$1`,
    ),
  });
  chmodSync(join(root, 'sbin/kexec'), 0o755);
  spawnSync('sh', [join(root, 'kexec-load'), 'stop'], { timeout: 120_000 });
  if (!existsSync(called)) return undefined;
  const given = readFileSync(called, 'utf8').trimEnd().split('\n');
  const value = (option: string) => given.find((word) => word.startsWith(option))?.slice(option.length);
  return [given[1]!, value('--initrd='), value('--append=')!.replace(/^BOOT_IMAGE=\S+ /, '')];
}

async function byBaton(root: string): Promise<Loaded | undefined> {
  const volume = new DirectoryVolume(root, { id: 'system' });
  const machine = { firmware: 'pc', cpu: 'x86_64', running: { release: '1', cmdline: running } } as const;
  const reading = await kexecDefault.read('/etc/default/kexec', volume, [volume], machine);
  const [entry] = reading!.entries;
  return entry && [entry.kernel!.path, entry.initrds[0]?.path, entry.cmdline];
}

const package_ = `# Load a kexec kernel (true/false)
LOAD_KEXEC=true

# Kernel and initrd image
KERNEL_IMAGE="/vmlinuz"
INITRD="/initrd.img"

# If empty, use current /proc/cmdline
APPEND=""

# Load the default kernel from grub config (true/false)
USE_GRUB_CONFIG=false
`;
const grub = `set default="0"
menuentry 'First' --class os {
	search --no-floppy --set=root --file /boot/vmlinuz-2
	linux	/boot/vmlinuz-2 root=UUID=77 ro  quiet
	initrd	/boot/initrd.img-2
}
menuentry 'Second' {
	linux	/boot/vmlinuz-1 root=UUID=77 ro single
	initrd	/boot/initrd.img-1
}
`;

for (const [what, files] of Object.entries({
  'as the package writes it': { '/etc/default/kexec': package_ },
  'with LOAD_KEXEC=false': { '/etc/default/kexec': package_.replace('LOAD_KEXEC=true', 'LOAD_KEXEC=false') },
  'with LOAD_KEXEC=yes': { '/etc/default/kexec': package_.replace('LOAD_KEXEC=true', 'LOAD_KEXEC=yes') },
  'without an initrd': { '/etc/default/kexec': package_.replace('INITRD=', '# INITRD=') },
  'with a cmdline': { '/etc/default/kexec': package_.replace('APPEND=""', 'APPEND="root=/dev/sda1 ro  x=\\"a b\\""') },
  'with snippets': {
    '/etc/default/kexec': package_,
    '/etc/default/kexec.d/20-last': 'KERNEL_IMAGE=/boot/vmlinuz-2\n',
    '/etc/default/kexec.d/10-first': "APPEND='ro quiet'; KERNEL_IMAGE=/boot/vmlinuz-1\n",
    '/etc/default/kexec.d/30-not.conf': 'KERNEL_IMAGE=/never\n',
  },
  'with a variable of its own': {
    '/etc/default/kexec': `${package_}V=2\nKERNEL_IMAGE=/boot/vmlinuz-$V\nAPPEND="\${CONSOLE:-console=ttyS0} ro"\n`,
  },
  "with GRUB's default": {
    '/etc/default/kexec': package_.replace('GRUB_CONFIG=false', 'GRUB_CONFIG=true'),
    '/boot/grub/grub.cfg': grub,
  },
  "with GRUB's second entry": {
    '/etc/default/kexec': package_.replace('GRUB_CONFIG=false', 'GRUB_CONFIG=true'),
    '/boot/grub/grub.cfg': grub.replace('default="0"', 'default="1"'),
  },
  "with GRUB's configuration, which is not there": {
    '/etc/default/kexec': package_.replace('GRUB_CONFIG=false', 'GRUB_CONFIG=true'),
  },
})) {
  test(`/etc/default/kexec ${what} loads what the init script kexec-load loads`, async () => {
    using directory = await temporaryDirectory();
    const kernels = [
      '/vmlinuz',
      '/initrd.img',
      ...['1', '2'].flatMap((v) => [`/boot/vmlinuz-${v}`, `/boot/initrd.img-${v}`]),
    ];
    put(directory.path, { ...Object.fromEntries(kernels.map((path) => [path, 'x'])), ...files });
    const expected = byScript(directory.path);
    assert.is(expected === undefined, what.includes('LOAD_KEXEC'));
    assert.equal(await byBaton(directory.path), expected);
  });
}

test.run();
