import { compareVersions } from '../../entry/version-compare.ts';
import type { Volume } from '../../entry/volume.ts';
import { initrdNames, kernelVersion, MICROCODE } from './names.ts';

export interface Kernel {
  readonly path: string;
  /** Empty where its name has none. */
  readonly version: string;
  /** Paths, in the order in which the kernel is to see them. */
  readonly initrds: readonly string[];
}

const DIRECTORIES = ['/boot', '/'];
const VENDORS = ['/EFI', '/boot/efi/EFI'];
const MODULES = '/usr/lib/modules';
const MAX_DIRECTORIES = 64;
const MAX_KERNELS = 100;
/** Where kernel-install(8) puts a kernel: below a directory of the machine's id. */
const MACHINE_ID = /^[0-9a-f]{32}$/;

/** The kernels of a volume, the newest first; a name without a version counts only where no other is there. */
export async function findKernels(volume: Volume): Promise<Kernel[]> {
  const found = new Map<string, Kernel>();
  const add = (kernel: Kernel) => {
    if (!found.has(kernel.version) && found.size < MAX_KERNELS) found.set(kernel.version, kernel);
  };
  const boot = (await volume.list('/boot')) ?? [];
  for (const directory of [...DIRECTORIES, ...(await vendorDirectories(volume))]) {
    const names = directory === '/boot' ? boot : ((await volume.list(directory)) ?? []);
    for (const name of names) {
      const version = kernelVersion(name);
      const path = join(directory, name);
      if (version === undefined || (await volume.stat(path))?.kind !== 'file') continue;
      add({ path, version, initrds: pair(version, names).map((initrd) => join(directory, initrd)) });
    }
  }
  for (const kernel of await installedByKernelInstall(volume)) add(kernel);
  for (const version of ((await volume.list(MODULES)) ?? []).slice(0, MAX_DIRECTORIES)) {
    const path = `${MODULES}/${version}/vmlinuz`;
    if (found.has(version) || (await volume.stat(path))?.kind !== 'file') continue;
    const beside = ((await volume.list(`${MODULES}/${version}`)) ?? []).find((name) =>
      /^(initrd|initramfs\.img)$/.test(name),
    );
    const initrds = beside ? [`${MODULES}/${version}/${beside}`] : pair(version, boot).map((name) => `/boot/${name}`);
    add({ path, version, initrds });
  }
  const versioned = [...found.values()].filter(({ version }) => version !== '');
  const order = (a: Kernel, b: Kernel) => compareVersions(b.version, a.version) || (a.path < b.path ? -1 : 1);
  return versioned.length > 0 ? versioned.sort(order) : [...found.values()];
}

function pair(version: string, names: readonly string[]): string[] {
  const present = new Set(names);
  const initrd = initrdNames(version).find((name) => present.has(name));
  return initrd === undefined ? [] : [...MICROCODE.filter((name) => present.has(name)), initrd];
}

async function vendorDirectories(volume: Volume): Promise<string[]> {
  const directories: string[] = [];
  for (const parent of VENDORS)
    for (const name of ((await volume.list(parent)) ?? []).slice(0, MAX_DIRECTORIES))
      directories.push(`${parent}/${name}`);
  return directories;
}

async function installedByKernelInstall(volume: Volume): Promise<Kernel[]> {
  const kernels: Kernel[] = [];
  for (const parent of DIRECTORIES)
    for (const id of ((await volume.list(parent)) ?? [])
      .filter((name) => MACHINE_ID.test(name))
      .slice(0, MAX_DIRECTORIES))
      for (const version of ((await volume.list(join(parent, id))) ?? []).slice(0, MAX_DIRECTORIES)) {
        const directory = join(parent, id, version);
        const names = (await volume.list(directory)) ?? [];
        if (!names.includes('linux')) continue;
        const initrds = names.filter((name) => name.startsWith('initrd')).slice(0, 1);
        kernels.push({ path: `${directory}/linux`, version, initrds: initrds.map((name) => `${directory}/${name}`) });
      }
  return kernels;
}

function join(...names: string[]): string {
  return names.join('/').replace(/\/{2,}/g, '/');
}
