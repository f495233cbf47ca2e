import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { mount, mountinfo } from 'node-mount';
import { lastProgram } from './last-program.ts';

/**
 * What systemd-shutdown starts in the end, when all is unmounted.
 * https://systemd.io/INITRD_INTERFACE/, “/run/initramfs/shutdown”
 */
const directory = '/run/initramfs';

/**
 * Sees to it that the loaded kernel is started when systemd goes down for a reboot or kexec, without kexec-tools, which
 * systemd before version 256 would call. Written to memory only. Raises MountError or Node's error.
 */
export async function prepareLastProgram(): Promise<void> {
  await mkdir(directory, { recursive: true });
  // A file system of its own, because /run is mounted noexec on Debian.
  if (!mountinfo().some(({ target, source }) => target === directory && source === 'baton')) {
    await mount({
      source: 'baton',
      target: directory,
      type: 'tmpfs',
      flags: ['nosuid', 'nodev'],
      data: 'size=256k,mode=0755',
    });
  }
  await writeFile(`${directory}/shutdown`, lastProgram());
  await chmod(`${directory}/shutdown`, 0o755);
}
