// The network cards that the kernel has drivers for.

import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { runTool } from '../linux/tool.ts';

export interface Card {
  /** As in /sys/class/net: `eth0`. */
  readonly name: string;
  /** Hardware address, `52:54:00:12:34:56`. */
  readonly mac: string;
}

/** ARPHRD_ETHER of linux/if_arp.h, as in /sys/class/net/…/type. */
const ethernet = '1';

/** Between two looks at whether a cable has a signal, in milliseconds. */
const tick = 100;

/** The Ethernet cards by name; what is made of others, as bridges and bonds are, has no device. */
export function cards(directory = '/sys/class/net'): Card[] {
  const attribute = (name: string, file: string): string | undefined => {
    try {
      return readFileSync(`${directory}/${name}/${file}`, 'utf8').trim();
    } catch {
      return undefined;
    }
  };
  return names(directory).flatMap((name) => {
    const mac = attribute(name, 'address');
    const isCard = attribute(name, 'type') === ethernet && attribute(name, 'device/uevent') !== undefined;
    return isCard && mac ? [{ name, mac }] : [];
  });
}

/**
 * Switches the card on and waits for a signal. Raises ToolError where it cannot be switched on.
 * @param patience how long a card may take to agree with its other end, in milliseconds; some take 5 s
 * @returns whether there is one
 */
export async function switchOn({ name }: Card, signal: AbortSignal, patience = 10_000): Promise<boolean> {
  await runTool('ip', ['link', 'set', 'dev', name, 'up']);
  const end = performance.now() + patience;
  while (!hasCarrier(name)) {
    if (performance.now() > end || signal.aborted) return false;
    await sleep(tick);
  }
  return true;
}

/** sysfs tells it of a card that is switched on only. */
function hasCarrier(name: string): boolean {
  try {
    return readFileSync(`/sys/class/net/${name}/carrier`, 'utf8').trim() === '1';
  } catch {
    return false;
  }
}

function names(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch {
    return [];
  }
}
