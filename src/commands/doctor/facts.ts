// What the running system says of itself, as far as kexec depends on it.

import { release } from 'node:os';
import { gunzipSync } from 'node:zlib';
import { type KexecRestriction, readKexecRestriction } from '../../linux/kexec-restriction.ts';
import { canKexecJump, kexecCalls } from '../../linux/kexec-support.ts';
import { Tree } from './tree.ts';

export interface Facts {
  readonly release: string;
  /** Options of the kernel's configuration that are not off, `CONFIG_KEXEC` to `y`; undefined where it cannot be read. */
  readonly configuration: ReadonlyMap<string, string> | undefined;
  /** Where it was read. */
  readonly configurationFile: string | undefined;
  readonly calls: { readonly load: boolean; readonly fileLoad: boolean };
  /** Whether the kernel can jump into another one and back; undefined where it does not tell this user. */
  readonly jump: boolean | undefined;
  readonly restriction: KexecRestriction | undefined;
  /** Undefined on a machine without UEFI. */
  readonly secureBoot: boolean | undefined;
  readonly loaded: boolean;
  readonly crashLoaded: boolean;
  /** Memory reserved for a crash kernel, in bytes. */
  readonly crashBytes: number;
  /** Names of the drivers that are loaded or built in: all modules, and those of graphics cards. */
  readonly drivers: ReadonlySet<string>;
  /** Watchdogs that run, and whether they can be stopped. */
  readonly watchdogs: readonly { readonly name: string; readonly stoppable: boolean }[];
  /** Whether DMA goes through an IOMMU. */
  readonly iommu: boolean;
}

/** Lines `CONFIG_NAME=value`. https://docs.kernel.org/kbuild/kconfig.html */
export function parseConfiguration(lines: string): Map<string, string> {
  const found = [...lines.matchAll(/^(CONFIG_\w+)=(.*)$/gm)];
  return new Map(found.map(([, name = '', value = '']) => [name, value]));
}

function readConfiguration(tree: Tree, version: string): Pick<Facts, 'configuration' | 'configurationFile'> {
  for (const path of ['/proc/config.gz', `/boot/config-${version}`, `/lib/modules/${version}/config`]) {
    const bytes = tree.bytes(path);
    if (!bytes) continue;
    try {
      const lines = path.endsWith('.gz') ? gunzipSync(bytes, { maxOutputLength: 2 ** 24 }) : bytes;
      return { configuration: parseConfiguration(lines.toString('utf8')), configurationFile: path };
    } catch {
      // It is damaged; the next place.
    }
  }
  return { configuration: undefined, configurationFile: undefined };
}

/** The EFI variable SecureBoot: four bytes of attributes, then 0 or 1. */
function readSecureBoot(tree: Tree): boolean | undefined {
  if (tree.names('/sys/firmware/efi').length === 0) return undefined;
  return tree.bytes('/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c')?.[4] === 1;
}

function readDrivers(tree: Tree): Set<string> {
  const modules = (tree.text('/proc/modules') ?? '').split('\n').map((line) => line.split(' ')[0] ?? '');
  const cards = tree.names('/sys/class/drm').map((card) => tree.target(`/sys/class/drm/${card}/device/driver`) ?? '');
  return new Set([...modules, ...cards].filter(Boolean));
}

/**
 * Reads them; what cannot be read counts as not there.
 * @param root the directory below which /proc, /sys and /boot lie; the kernel's calls are those of the one that runs
 * @param version of the kernel whose configuration is read
 */
export async function readFacts(root = '', version = release()): Promise<Facts> {
  const tree = new Tree(root);
  const watchdogs = tree
    .names('/sys/class/watchdog')
    .filter((name) => tree.text(`/sys/class/watchdog/${name}/state`) === 'active');
  return {
    release: version,
    ...readConfiguration(tree, version),
    calls: await kexecCalls(),
    jump: await canKexecJump(),
    restriction: readKexecRestriction(false, root),
    secureBoot: readSecureBoot(tree),
    loaded: tree.text('/sys/kernel/kexec_loaded') === '1',
    crashLoaded: tree.text('/sys/kernel/kexec_crash_loaded') === '1',
    crashBytes: Number(tree.text('/sys/kernel/kexec_crash_size') ?? 0),
    drivers: readDrivers(tree),
    watchdogs: watchdogs.map((name) => ({
      name,
      stoppable: tree.text(`/sys/class/watchdog/${name}/nowayout`) !== '1',
    })),
    iommu: tree.names('/sys/class/iommu').length > 0,
  };
}
