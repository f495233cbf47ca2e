// What the firmware and the processor say of themselves.

import { readFileSync } from 'node:fs';

/** A text of SMBIOS by its name in /sys/class/dmi/id, `product_name`; undefined where there is none, or it is empty. */
export function smbios(field: string): string | undefined {
  try {
    return readFileSync(`/sys/class/dmi/id/${field}`, 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}

/** What the processor can do, in the words of /proc/cpuinfo. */
export function cpuFlags(): readonly string[] {
  try {
    return /^(?:flags|Features)\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1]?.trim().split(/\s+/) ?? [];
  } catch {
    return [];
  }
}
