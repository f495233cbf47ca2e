// Whether this machine can kexec: facts in, one sentence for each thing looked at out.

import { survivesJump } from '../../linux/kexec-support.ts';
import type { Facts } from './facts.ts';

/** `failure`: kexec cannot work; `warning`: it can, but; `unknown`: it could not be looked at. */
export type Verdict = 'ok' | 'warning' | 'failure' | 'unknown';

export interface Check {
  readonly name: string;
  readonly verdict: Verdict;
  /** What was found and, unless all is well, what to do. */
  readonly text: string;
}

type Look = (facts: Facts) => Omit<Check, 'name'>;

const ok = (text: string) => ({ verdict: 'ok', text }) as const;
const warning = (text: string) => ({ verdict: 'warning', text }) as const;
const failure = (text: string) => ({ verdict: 'failure', text }) as const;
const unknown = (text: string) => ({ verdict: 'unknown', text }) as const;

/** Drivers of graphics cards after which the next kernel's console may stay dark. */
const graphics = ['nouveau', 'nvidia', 'amdgpu', 'radeon', 'i915', 'xe', 'mgag200', 'ast'];

const looks: Readonly<Record<string, Look>> = {
  kernel: ({ calls, configuration, configurationFile, release }) => {
    const wanted = ['CONFIG_KEXEC', 'CONFIG_KEXEC_FILE'];
    const missing = wanted.filter((name) => configuration && configuration.get(name) !== 'y').join(' and ');
    const where = missing ? `${missing} of ${configurationFile} not set` : 'neither call is known';
    if (!calls.load && !calls.fileLoad)
      return failure(
        `Linux ${release} was built without kexec (${where}). Use a kernel that has it, such as Debian's.`,
      );
    if (!calls.fileLoad)
      return warning(
        `Linux ${release} has no kexec_file_load (CONFIG_KEXEC_FILE), which alone checks signatures: where Secure Boot is to hold, use a kernel that has it.`,
      );
    if (!calls.load)
      return warning(
        `Linux ${release} has no kexec_load (CONFIG_KEXEC): for ELF and multiboot kernels, such as Xen, use a kernel that has it.`,
      );
    return ok(`Linux ${release} has kexec_file_load and kexec_load.`);
  },
  restriction: ({ restriction }) => {
    switch (restriction?.by) {
      case 'user':
        return unknown('Only root may load a kernel, and only root can tell what else forbids it. Run this as root.');
      case 'sysctl':
        return failure(
          `The sysctl kernel.${restriction.name} forbids it. Restart, and find who sets it in /etc/sysctl.d.`,
        );
      case 'lockdown':
        return warning(
          `The kernel is locked down (${restriction.mode}): it takes signed kernels only. Load those of the distribution, or sign your own.`,
        );
      default:
        return ok('Neither a sysctl nor lockdown forbids it.');
    }
  },
  signatures: ({ secureBoot, configuration }) => {
    if (secureBoot) return warning('Secure Boot is on: sign kernels of your own with a key that the machine knows.');
    if (configuration?.get('CONFIG_KEXEC_SIG_FORCE') === 'y')
      return warning(
        'The kernel takes signed kernels only (CONFIG_KEXEC_SIG_FORCE): sign your own with a key that it knows.',
      );
    return ok(secureBoot === undefined ? 'There is no Secure Boot on this machine.' : 'Secure Boot is off.');
  },
  loaded: ({ loaded }) =>
    ok(loaded ? 'A kernel is loaded for the next kexec.' : 'No kernel is loaded for the next kexec.'),
  crash: ({ crashBytes, crashLoaded, configuration }) => {
    if (configuration && configuration.get('CONFIG_CRASH_DUMP') !== 'y')
      return warning(
        'The kernel cannot look at what is left of another one (CONFIG_CRASH_DUMP). Use one that can if crashes are to be saved.',
      );
    const mebi = Math.round(crashBytes / 2 ** 20);
    if (crashBytes === 0)
      return warning(
        'No memory is reserved for a crash kernel. Start with crashkernel=256M if crashes are to be saved.',
      );
    if (!crashLoaded)
      return warning(`${mebi} MiB are reserved for a crash kernel, but none is loaded. Load one: baton crash load.`);
    return ok(`A crash kernel is loaded into ${mebi} MiB.`);
  },
  jump: ({ jump, configuration, release }) => {
    const can = jump ?? (configuration && configuration.get('CONFIG_KEXEC_JUMP') === 'y');
    if (can === undefined)
      return unknown("The kernel's configuration cannot be read: whether it can jump back is not known.");
    if (can && !survivesJump(release))
      return ok('The kernel can jump into another one, but crashes on the way back: that needs 6.12.5 or newer.');
    if (can) return ok('The kernel can jump into another one and back.');
    return ok('The kernel cannot jump back from another one (CONFIG_KEXEC_JUMP), which is rarely wanted.');
  },
  graphics: ({ drivers }) => {
    const found = graphics.filter((name) => drivers.has(name));
    if (found.length === 0) return ok('No graphics driver is loaded that is known to leave the console dark.');
    const them = found.join(' and ');
    return warning(
      `After ${them} the console may stay dark until the next kernel loads its driver. Have it in the initrd.`,
    );
  },
  watchdog: ({ watchdogs }) => {
    const [first] = watchdogs;
    if (!first) return ok('No watchdog runs.');
    if (first.stoppable)
      return warning(
        `${first.name} runs. Stop it before the kexec, or see to it that the next kernel takes it over in time.`,
      );
    return warning(`${first.name} runs and cannot be stopped: the next kernel must take it over before it bites.`);
  },
  iommu: ({ iommu }) => {
    if (!iommu) return ok('No IOMMU stands between devices and memory.');
    return ok('An IOMMU is in use. Should the next kernel report DMA faults at its start, give it iommu=pt.');
  },
};

/** All checks, in the order in which they matter. */
export function examine(facts: Facts): Check[] {
  return Object.entries(looks).map(([name, look]) => ({ name, ...look(facts) }));
}
