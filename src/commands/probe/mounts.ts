import { readFileSync } from 'node:fs';
import { type MountPoint, mountinfo } from '../../node-mount/mountinfo.ts';
import { resolved } from '../udev-links.ts';

/** Where each block device is mounted, as lsblk's MOUNTPOINTS; swap space in use is at `[SWAP]`. */
export class Mounts {
  readonly #mounts: readonly MountPoint[];
  /** Paths of device nodes. */
  readonly #swaps: readonly string[];

  constructor() {
    this.#mounts = mountinfo();
    this.#swaps = swaps();
  }

  /** Mount points of the device with these numbers or this node, which is no link. */
  of(major: number, minor: number, node: string): string[] {
    const own = this.#mounts.filter((mount) => {
      // btrfs has numbers of its own, and is known by the node that it was mounted from.
      const byNode = mount.major === 0 && mount.source.startsWith('/dev/') && resolved(mount.source) === node;
      return byNode || (mount.major === major && mount.minor === minor);
    });
    const targets = own.map(({ target }) => target);
    return [...new Set([...targets, ...(this.#swaps.includes(node) ? ['[SWAP]'] : [])])];
  }
}

function swaps(): string[] {
  try {
    const [, ...lines] = readFileSync('/proc/swaps', 'utf8').split('\n');
    return lines.map((line) => resolved(line.split(/\s/)[0] ?? ''));
  } catch {
    return [];
  }
}
