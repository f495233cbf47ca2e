import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { kdump } from '../../../../src/dialects/kdump/index.ts';
import { isBootable } from '../../../../src/policy/bootable.ts';
import { type Content, MemoryVolume } from '../../memory-volume.ts';
import { summary } from '../summary.ts';

const PC = { firmware: 'pc', cpu: 'x86_64', consoles: ['console=ttyS0'] } as const;
const FSTAB = { '/etc/fstab': 'UUID=77 / xfs defaults 0 0\nUUID=88 /boot xfs defaults 0 0\n' };

async function read(path: string, config: string, root: Readonly<Record<string, Content>>, boot = {}) {
  const system = new MemoryVolume({ id: 'sda2', uuid: '77' }, { ...FSTAB, ...root, [path]: config });
  const volumes = [new MemoryVolume({ id: 'sda1', uuid: '88' }, boot), system];
  return (await kdump.read(path, system, volumes, PC))!;
}

const redHat = (config: string, boot: Readonly<Record<string, Content>>) =>
  read('/etc/sysconfig/kdump', config, {}, boot);
const debian = (config: string) =>
  read('/etc/default/kdump-tools', config, { '/var/lib/kdump/vmlinuz': 'k', '/var/lib/kdump/initrd.img': 'i' });

const RED_HAT = `KDUMP_KERNELVER="5.14.0-427.el9.x86_64"
KDUMP_COMMANDLINE="root=/dev/sda2 ro crashkernel=1G-4G:192M hugepages=3 rd.lvm.lv=rl/root console=tty0 quiet"
KDUMP_COMMANDLINE_REMOVE="hugepages hugepagesz slub_debug quiet"
KDUMP_COMMANDLINE_APPEND="irqpoll nr_cpus=1 reset_devices"
KEXEC_ARGS="-s"
KDUMP_BOOTDIR=""
KDUMP_IMG="vmlinuz"
KDUMP_IMG_EXT=""
MKDUMPRD_ARGS="--extra"
`;
const BOOT = {
  '/vmlinuz-5.14.0-427.el9.x86_64': 'k',
  '/initramfs-5.14.0-427.el9.x86_64kdump.img': 'i',
  '/vmlinuz-5.14.0-70.el9.x86_64': 'k',
};

test("Red Hat's plan: the version's kernel with its own initrd, and a cmdline fit for a crash", async () => {
  const reading = await redHat(RED_HAT, BOOT);
  assert.equal(summary(reading), [
    'Crash kernel (kdump): sda1:/vmlinuz-5.14.0-427.el9.x86_64 + sda1:/initramfs-5.14.0-427.el9.x86_64kdump.img | ' +
      'ro console=tty0 irqpoll nr_cpus=1 reset_devices rd.systemd.gpt_auto=no',
  ]);
  assert.equal(reading.entries[0]!.diagnostics, [
    'It is loaded with the options "-s" of kexec.',
    'Its initrd is made by mkdumprd with "--extra".',
  ]);
  assert.is(reading.entries[0]!.kexecOptions, '-s');
});

test('a crash kernel is never booted by choice', async () => {
  const [entry] = (await redHat(RED_HAT, BOOT)).entries;
  assert.equal([entry!.crash, entry!.default, isBootable(entry!)], [true, false, false]);
});

test('without a version the newest kernel stands for the running one', async () => {
  const [entry] = (await redHat('KDUMP_IMG=vmlinuz\n', BOOT)).entries;
  assert.is(entry!.kernel?.path, '/vmlinuz-5.14.0-427.el9.x86_64');
  assert.is(entry!.cmdline, 'ro console=ttyS0 rd.systemd.gpt_auto=no');
  assert.match(entry!.diagnostics.join(' '), 'KDUMP_KERNELVER is not set');
});

test('directory, name and extension of the kernel can be set', async () => {
  const config = 'KDUMP_BOOTDIR=/boot\nKDUMP_IMG=Image\nKDUMP_IMG_EXT=.gz\nKDUMP_KERNELVER=6.1\n';
  assert.is((await redHat(config, { '/Image-6.1.gz': 'k' })).entries[0]!.kernel?.path, '/Image-6.1.gz');
});

test('where there is no kernel at all, there is no plan', async () => {
  const reading = await redHat('KDUMP_KERNELVER=\n', {});
  assert.equal([reading.entries, reading.diagnostics.length], [[], 1]);
});

test("Debian's plan: the kernel that kdump-tools keep, and what they append", async () => {
  const config = 'USE_KDUMP=1\nKDUMP_KERNEL=/var/lib/kdump/vmlinuz\nKDUMP_INITRD=/var/lib/kdump/initrd.img\n';
  const append = 'reset_devices systemd.unit=kdump-tools-dump.service nr_cpus=1 irqpoll usbcore.nousb';
  const files = 'sda2:/var/lib/kdump/vmlinuz + sda2:/var/lib/kdump/initrd.img';
  assert.equal(summary(await debian(config)), [
    `Crash kernel (kdump): ${files} | root=UUID=77 ro console=ttyS0 ${append}`,
  ]);
  const own = `${config}KDUMP_CMDLINE="root=/dev/x"\nKDUMP_CMDLINE_APPEND="irqpoll"\n`;
  assert.equal(summary(await debian(own)), [`Crash kernel (kdump): ${files} | root=/dev/x irqpoll`]);
});

test('on the system that runs, its release and cmdline are taken as its own tools take them', async () => {
  const system = new MemoryVolume(
    { id: 'sda2', uuid: '77' },
    {
      '/etc/sysconfig/kdump': 'KDUMP_IMG=vmlinuz\n',
      '/etc/default/kdump-tools': 'USE_KDUMP=1\nKDUMP_KERNEL=/k\nKDUMP_CMDLINE_APPEND=irqpoll\n',
      '/boot/vmlinuz-6.1': 'k',
      '/boot/vmlinuz-6.2': 'k',
      '/k': 'k',
    },
  );
  const running = { release: '6.1', cmdline: 'root=/dev/sda2 ro crashkernel=1G quiet' };
  const readings = await Promise.all(
    ['/etc/sysconfig/kdump', '/etc/default/kdump-tools'].map((path) =>
      kdump.read(path, system, [system], { ...PC, running }),
    ),
  );
  const found = readings.flatMap((reading) => reading!.entries);
  assert.equal(
    found.map(({ kernel, cmdline }) => `${kernel?.path} ${cmdline}`),
    ['/boot/vmlinuz-6.1 ro quiet rd.systemd.gpt_auto=no', '/k root=/dev/sda2 ro quiet irqpoll'],
  );
  assert.equal(
    found.map(({ diagnostics }) => diagnostics.filter((text) => /running|KERNELVER/.test(text))),
    [[], []],
  );
});

test('Debian loads none where USE_KDUMP is 0', async () => {
  const reading = await debian('USE_KDUMP=0\nKDUMP_KERNEL=/var/lib/kdump/vmlinuz\n');
  assert.equal(reading.entries, []);
  assert.match(reading.diagnostics[0]!.message, 'USE_KDUMP');
});

test.run();
