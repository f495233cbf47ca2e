// The machine in which the packages on a disk are set up, by programs of their own.

import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ownOrigin } from '../../build/bundle.ts';
import { busyboxFile } from '../../build/busybox.ts';
import { cpio } from '../../build/cpio.ts';
import { fetchKernel, type Kernel, moduleFiles } from '../../build/kernel.ts';
import { readProfile } from '../../build/profile.ts';
import { progress } from '../../build/progress.ts';
import { arm64 } from '../../build/target.ts';
import { directory as emptyDirectory, file } from '../../build/tree.ts';
import { machineTypes } from '../machine-types.ts';
import { startMachine } from '../start-machine.ts';
import { temporaryDirectory } from '../temporary.ts';

/** What the script calls its steps, in their order; a bound for each, many times what it takes, for a busy host. */
const steps = ['files', 'users', 'initrd', 'grub.cfg', 'done'];
const stepSeconds = 600;

/** Reaches the disk, and becomes its shell, which runs the script and powers off, whether that has failed or not. */
const init = (uuid: string) => `#!/bin/busybox sh
b=/bin/busybox
$b mount -t devtmpfs devtmpfs /dev
for module in virtio_pci virtio_blk ext4; do $b modprobe $module; done
$b mount -t ext4 /dev/vda /root && $b mount -o move /dev /root/dev && $b mount -t tmpfs tmpfs /root/run &&
  $b cp -r /second-stage /root/run && exec $b switch_root /root /bin/sh -c \\
  'sh /run/second-stage/second-stage.sh ${uuid}; exec /usr/sbin/poweroff --force --force'
`;

/**
 * Runs second-stage.sh as the first program of a machine with the disk `image`, whose filesystem has the UUID. Throws an
 * error that shows the end of the console when a step fails or takes ten minutes.
 */
export async function secondStage(image: string, uuid: string): Promise<void> {
  const kernel = await fetchKernel('cloud', arm64);
  using directory = await temporaryDirectory();
  const initrd = join(directory.path, 'initrd.img');
  await writeFile(initrd, await archive(kernel, uuid));
  await using machine = await startMachine({
    processor: 'arm64',
    kernel: kernel.vmlinuz,
    initrd,
    // The machine ends where the kernel panics, as it does where the disk cannot be reached.
    append: `${machineTypes.arm64.onSerial} quiet panic=-1`,
    disks: [{ file: image, write: true }],
    memory: 1024,
  });
  const shown = progress('Setting up Debian 12 for arm64 in a machine', steps.length, 'count');
  try {
    for (const [index, step] of steps.entries()) {
      const what = `the second stage of Debian to come to its step "${step}"`;
      await machine.serial.expect(new RegExp(`second stage: ${step}\r?\n`), { seconds: stepSeconds, what });
      shown.update(index);
    }
    await machine.waitExit(stepSeconds);
    shown.update(steps.length);
  } finally {
    shown.end();
  }
}

async function archive(kernel: Kernel, uuid: string): Promise<Buffer> {
  const own = await ownOrigin();
  const script = async (path: string) =>
    file(join('second-stage', basename(path)), await readFile(join(import.meta.dirname, path)), own);
  return cpio([
    file('init', Buffer.from(init(uuid)), own, 0o755),
    ...[await script('second-stage.sh'), await script('../debian-base/configure.sh')],
    ...[await busyboxFile(arm64), emptyDirectory('dev'), emptyDirectory('root')],
    ...(await moduleFiles(kernel, await readProfile('minimal', 'cloud', arm64))),
  ]);
}
