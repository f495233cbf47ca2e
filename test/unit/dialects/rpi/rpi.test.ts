import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { rpi } from '../../../../src/dialects/rpi/index.ts';
import { type Content, MemoryVolume } from '../../memory-volume.ts';
import { summary } from '../summary.ts';

const ARM = { firmware: 'pc', cpu: 'arm64' } as const;

async function read(config: string, files: Readonly<Record<string, Content>> = {}) {
  const own = new MemoryVolume({ id: 'mmcblk0p1' }, { '/config.txt': config, '/cmdline.txt': 'root=x', ...files });
  return (await rpi.read('/config.txt', own, [own], ARM))!;
}

test('what the firmware loads when nothing is said', async () => {
  const files = { '/kernel8.img': 'k', '/kernel7.img': 'k', '/cmdline.txt': 'console=serial0,115200 root=x\nnever\n' };
  const reading = await read('# For more options see the documentation\ndtparam=audio=on\n', files);
  assert.equal(summary(reading), [
    '*Raspberry Pi (kernel8.img): mmcblk0p1:/kernel8.img | console=serial0,115200 root=x',
  ]);
  const narrow = await read('arm_64bit=0\n', files);
  assert.is(narrow.entries[0]!.kernel?.path, '/kernel7.img');
});

test('kernel, initramfs, cmdline and device tree can be named, with a prefix for all of them', async () => {
  const reading = await read(
    `[all]
os_prefix=current/
kernel=vmlinuz
initramfs initrd.img,extra.cpio followkernel
cmdline=cmdline-own.txt
device_tree=board.dtb
`,
    { '/current/cmdline-own.txt': 'own', '/current/vmlinuz': 'k' },
  );
  const files = ['vmlinuz', 'initrd.img', 'extra.cpio'].map((name) => `mmcblk0p1:/current/${name}`);
  assert.equal(summary(reading), [`*Raspberry Pi (vmlinuz): ${files.join(' + ')} | own`]);
  const [entry] = reading.entries;
  assert.equal([entry!.devicetree?.path, entry!.line], ['/current/board.dtb', 3]);
  assert.match(entry!.diagnostics.join('\n'), '/current/initrd.img does not exist on mmcblk0p1');
});

test('auto_initramfs names the initramfs after the kernel', async () => {
  const files = { '/kernel8.img': 'k', '/initramfs8': 'i' };
  assert.equal(summary(await read('auto_initramfs=1\n', files)), [
    '*Raspberry Pi (kernel8.img): mmcblk0p1:/kernel8.img + mmcblk0p1:/initramfs8 | root=x',
  ]);
});

test('what holds for some models alone is told and passed over', async () => {
  const reading = await read('kernel=a\n[pi4]\nkernel=b\ngpu_mem=64\n[none]\nkernel=c\n[all]\ncmdline=cmdline.txt\n');
  assert.is(reading.entries[0]!.kernel?.path, '/a');
  assert.equal(
    reading.diagnostics.map(({ line, message }) => [line, message]),
    [[3, 'kernel under [pi4] holds on some machines only and is passed over']],
  );
});

test('files are included, and those that include each other end', async () => {
  const reading = await read('include usercfg.txt\n', { '/usercfg.txt': 'include config.txt\n\nkernel=mine\n' });
  const [entry] = reading.entries;
  assert.equal([entry!.kernel?.path, entry!.config, entry!.line], ['/mine', '/usercfg.txt', 3]);
});

test('a config.txt without the firmware beside it is none of its', async () => {
  assert.equal(await rpi.find(new MemoryVolume({}, { '/config.txt': 'kernel=a', '/readme': '' })), []);
  assert.equal(await rpi.find(new MemoryVolume({}, { '/config.txt': '', '/start4.elf': '' })), ['/config.txt']);
});

test.run();
