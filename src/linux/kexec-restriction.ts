import { readFileSync } from 'node:fs';

/** Why the kernel may answer EPERM to kexec: who asks, a sysctl, or lockdown with its mode. */
export type KexecRestriction =
  | { readonly by: 'user' }
  | { readonly by: 'sysctl'; readonly name: string }
  | { readonly by: 'lockdown'; readonly mode: string };

function content(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}

/**
 * What forbids this process to load a kernel, as far as the kernel tells; the first that applies.
 * https://docs.kernel.org/admin-guide/sysctl/kernel.html#kexec-load-disabled and
 * https://man7.org/linux/man-pages/man7/kernel_lockdown.7.html
 * @param root the directory below which /proc and /sys lie
 */
export function readKexecRestriction(crash = false, root = ''): KexecRestriction | undefined {
  if (process.geteuid?.() !== 0) return { by: 'user' };
  if (content(`${root}/proc/sys/kernel/kexec_load_disabled`) === '1')
    return { by: 'sysctl', name: 'kexec_load_disabled' };
  const limit = `kexec_load_limit_${crash ? 'panic' : 'reboot'}`;
  if (content(`${root}/proc/sys/kernel/${limit}`) === '0') return { by: 'sysctl', name: limit };
  const mode = /\[(\w+)\]/.exec(content(`${root}/sys/kernel/security/lockdown`))?.[1];
  return mode === undefined || mode === 'none' ? undefined : { by: 'lockdown', mode };
}
