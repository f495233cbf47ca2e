import { mkdirSync, readdirSync } from 'node:fs';
import { mount } from 'node-mount';

/** The filesystems in which the kernel shows itself, and the one that run-time files go to. */
const wanted = [
  { type: 'proc', target: '/proc' },
  { type: 'sysfs', target: '/sys' },
  { type: 'devtmpfs', target: '/dev' },
  { type: 'tmpfs', target: '/run', data: 'mode=0755' },
] as const;

/** Mounts /proc, /sys, /dev and /run, each unless something is there already. Raises MountError. */
export async function mountKernelFilesystems(): Promise<void> {
  for (const { type, target, ...options } of wanted) {
    if (readdirSync(target).length > 0) continue;
    await mount({ source: type, target, type, flags: ['nosuid'], ...options });
  }
  mkdirSync('/dev/pts', { recursive: true });
  await mount({ source: 'devpts', target: '/dev/pts', type: 'devpts', flags: ['nosuid', 'noexec'] });
}
