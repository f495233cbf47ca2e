import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** linux/if.h */
const IFF_UP = 1;

/**
 * Brings every network link but the loopback down, so that no card goes on writing what it receives to memory that the
 * next kernel uses. A link that cannot be brought down is passed over.
 */
export function bringLinksDown(directory = '/sys/class/net'): void {
  let names: string[] = [];
  try {
    names = readdirSync(directory);
  } catch {
    // A kernel without networking.
  }
  for (const name of names) {
    const file = `${directory}/${name}/flags`;
    try {
      const flags = Number(readFileSync(file, 'utf8'));
      if (name !== 'lo' && (flags & IFF_UP) !== 0) writeFileSync(file, `0x${(flags & ~IFF_UP).toString(16)}`);
    } catch {
      // It went away, or is a file that only lies beside the links.
    }
  }
}
