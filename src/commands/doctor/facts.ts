// What the running system says of itself, as far as kexec depends on it.

import { readdirSync, readFileSync } from 'node:fs';
import { release } from 'node:os';
import { gunzipSync } from 'node:zlib';
import { type KexecRestriction, readKexecRestriction } from '../../linux/kexec-restriction.ts';
import { canKexecJump, kexecCalls } from '../../linux/kexec-support.ts';

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
  /** Names of the loaded modules. */
  readonly modules: ReadonlySet<string>;
  /** Watchdogs that run, and whether they can be stopped. */
  readonly watchdogs: readonly { readonly name: string; readonly stoppable: boolean }[];
  /** Whether DMA goes through an IOMMU. */
  readonly iommu: boolean;
}

function text(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}

function names(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

/** Lines `CONFIG_NAME=value`. https://docs.kernel.org/kbuild/kconfig.html */
export function parseConfiguration(lines: string): Map<string, string> {
  const found = [...lines.matchAll(/^(CONFIG_\w+)=(.*)$/gm)];
  return new Map(found.map(([, name = '', value = '']) => [name, value]));
}

function readConfiguration(): Pick<Facts, 'configuration' | 'configurationFile'> {
  for (const path of ['/proc/config.gz', `/boot/config-${release()}`, `/lib/modules/${release()}/config`]) {
    try {
      const bytes = readFileSync(path);
      const lines = path.endsWith('.gz') ? gunzipSync(bytes, { maxOutputLength: 2 ** 24 }) : bytes;
      return { configuration: parseConfiguration(lines.toString('utf8')), configurationFile: path };
    } catch {
      // The next place.
    }
  }
  return { configuration: undefined, configurationFile: undefined };
}

/** The EFI variable SecureBoot: four bytes of attributes, then 0 or 1. */
function readSecureBoot(): boolean | undefined {
  if (names('/sys/firmware/efi').length === 0) return undefined;
  try {
    return readFileSync('/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c')[4] === 1;
  } catch {
    return false;
  }
}

/** Reads them; what cannot be read counts as not there. */
export async function readFacts(): Promise<Facts> {
  const watchdogs = names('/sys/class/watchdog').filter(
    (name) => text(`/sys/class/watchdog/${name}/state`) === 'active',
  );
  return {
    release: release(),
    ...readConfiguration(),
    calls: await kexecCalls(),
    jump: await canKexecJump(),
    restriction: readKexecRestriction(),
    secureBoot: readSecureBoot(),
    loaded: text('/sys/kernel/kexec_loaded') === '1',
    crashLoaded: text('/sys/kernel/kexec_crash_loaded') === '1',
    crashBytes: Number(text('/sys/kernel/kexec_crash_size') ?? 0),
    modules: new Set((text('/proc/modules') ?? '').split('\n').map((line) => line.split(' ')[0] ?? '')),
    watchdogs: watchdogs.map((name) => ({ name, stoppable: text(`/sys/class/watchdog/${name}/nowayout`) !== '1' })),
    iommu: names('/sys/class/iommu').length > 0,
  };
}
