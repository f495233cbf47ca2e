// /etc/default/kdump-tools read by baton, and by kdump-config of Debian's kdump-tools itself.

import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fetchPackage } from '../../../../build/package.ts';
import { temporaryDirectory } from '../../../../qemu/temporary.ts';
import { kdump } from '../../../../src/dialects/kdump/index.ts';
import { DirectoryVolume } from '../../../../src/disks/directory-volume.ts';

const { root: kdumpTools } = await fetchPackage('kdump-tools');
const script = readFileSync(join(kdumpTools, 'usr/sbin/kdump-config'), 'utf8');
const running = 'root=/dev/sda1 ro crashkernel=256M hugepages=4 quiet';
const config = '/etc/default/kdump-tools';

/** The kernel, the initrd, and the cmdline. */
type Loaded = readonly [kernel: string, initrd: string | undefined, cmdline: string];

function put(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** Has absolute paths in a script lead below `root`. */
const moved = (text: string, root: string) =>
  text.replace(/(?<![\w.])\/(etc\/default|lib\/(?:lsb|init)|sbin\/kexec|sys|proc|boot|var)\b/g, `${root}/$1`);

/** What `kdump-config test` says that it would call kexec with, in a system whose files lie below `root`. */
function byScript(root: string): Loaded {
  put(root, {
    [config]: moved(readFileSync(join(root, config), 'utf8'), root),
    '/sbin/kexec': '',
    '/lib/lsb/init-functions': 'log_failure_msg() { :; }\n',
    '/proc/cmdline': `BOOT_IMAGE=/boot/vmlinuz-1 ${running}\n`,
    '/proc/iomem': '',
    '/kdump-config': moved(script, root),
  });
  chmodSync(join(root, 'sbin/kexec'), 0o755);
  const { stdout } = spawnSync('sh', [join(root, 'kdump-config'), 'test'], { encoding: 'utf8', timeout: 120_000 });
  const [, cmdline, initrd, kernel] =
    /kexec -p --command-line="(.*)"(?: --initrd=(\S+))? (\S+)\n/.exec(stdout.replaceAll(root, '')) ?? [];
  return [kernel!, initrd, cmdline!.replace(/^BOOT_IMAGE=\S+ /, '').replace(/ +/g, ' ')];
}

async function byBaton(root: string): Promise<Loaded> {
  const volume = new DirectoryVolume(root, { id: 'system' });
  const machine = { firmware: 'pc', cpu: 'x86_64', running: { release: release(), cmdline: running } } as const;
  const [entry] = (await kdump.read(config, volume, [volume], machine))!.entries;
  return [entry!.kernel!.path, entry!.initrds[0]?.path, entry!.cmdline];
}

const own = 'USE_KDUMP=1\nKDUMP_KERNEL=/var/lib/kdump/vmlinuz\nKDUMP_INITRD=/var/lib/kdump/initrd.img\n';

for (const [what, text] of Object.entries({
  'as the package has it': `${own}KDUMP_COREDIR="/var/crash"\n`,
  'without an initrd': own.replace(/KDUMP_INITRD.*/, ''),
  'with a cmdline': `${own}KDUMP_CMDLINE="root=/dev/x ro"\n`,
  'with what is appended': `${own}KDUMP_CMDLINE_APPEND="irqpoll maxcpus=1"\n`,
  'with both': `${own}KDUMP_CMDLINE="root=/dev/x"\nKDUMP_CMDLINE_APPEND="irqpoll"\n`,
  'that names no kernel': 'USE_KDUMP=1\n',
})) {
  test(`${config} ${what} loads what kdump-config loads`, async () => {
    using directory = await temporaryDirectory();
    const kernels = ['/var/lib/kdump/vmlinuz', '/var/lib/kdump/initrd.img'];
    const named = [`/boot/vmlinuz-${release()}`, `/boot/initrd.img-${release()}`];
    put(directory.path, {
      ...Object.fromEntries([...kernels, ...named].map((path) => [path, 'x'])),
      [`/boot/config-${release()}`]: 'CONFIG_RELOCATABLE=y\n',
      [config]: text,
    });
    const found = await byBaton(directory.path);
    assert.equal(found, byScript(directory.path));
  });
}

test.run();
