// Goes down the way systemd does, into the loaded kernel.

import { execFile } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { mount, mountinfo } from 'node-mount';
import { lastProgram } from './last-program.ts';

/**
 * What systemd-shutdown starts in the end, when all is unmounted.
 * https://systemd.io/INITRD_INTERFACE/, “/run/initramfs/shutdown”
 */
const directory = '/run/initramfs';

/** How long systemctl may take to hand the order on, in milliseconds; the stopping itself is not waited for. */
const patience = 60_000;

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

/** Has systemd stop everything and go down; `verb` as systemctl names it. Returns when it has taken the order. */
export async function goDown(verb: 'kexec' | 'reboot'): Promise<void> {
  await promisify(execFile)('systemctl', ['--no-block', verb], { timeout: patience });
}
