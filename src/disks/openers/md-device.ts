// The block devices of arrays.

import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';

/** Names that this run has given out; an array that is being started is not in sysfs yet. */
const taken = new Set<string>();

/** Name of an array that is not there yet, with the highest number that is free, as mdadm chooses it. */
export function freeName(): string {
  for (let number = 127; number >= 0; number--) {
    const name = `md${number}`;
    if (taken.has(name) || existsSync(`/sys/block/${name}`)) continue;
    taken.add(name);
    return name;
  }
  throw new Error('there are 128 arrays already');
}

/** Ends the array `name`. Raises what write(2) says. https://docs.kernel.org/admin-guide/md.html, array_state */
export async function stop(name: string): Promise<void> {
  await writeFile(`/sys/block/${name}/md/array_state`, 'clear');
  taken.delete(name);
}
