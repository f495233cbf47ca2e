import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { mount } from 'node-mount';

/** The filesystems in which the kernel shows itself, and the one that run-time files go to. */
const wanted = [
  { type: 'proc', target: '/proc' },
  { type: 'sysfs', target: '/sys' },
  { type: 'devtmpfs', target: '/dev' },
  { type: 'tmpfs', target: '/run', data: 'mode=0755' },
] as const;

/** Where kernels with security modules tell of lockdown, and of what the firmware has measured. */
const security = '/sys/kernel/security';

/** Mounts /proc, /sys, /dev and /run, each unless something is there already, and what lies in them. Raises MountError. */
export async function mountKernelFilesystems(): Promise<void> {
  for (const { type, target, ...options } of wanted) {
    if (readdirSync(target).length > 0) continue;
    await mount({ source: type, target, type, flags: ['nosuid'], ...options });
  }
  mkdirSync('/dev/pts', { recursive: true });
  await mount({ source: 'devpts', target: '/dev/pts', type: 'devpts', flags: ['nosuid', 'noexec'] });
  if (existsSync(security) && readdirSync(security).length === 0)
    await mount({ source: 'securityfs', target: security, type: 'securityfs', flags: ['nosuid', 'nodev', 'noexec'] });
}
