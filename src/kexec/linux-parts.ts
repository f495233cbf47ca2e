// What a Linux kernel gets besides itself: an initrd, and parameters that say where all is.

import { makeBootParameters } from './boot-params.ts';
import { LoadError } from './load-error.ts';
import type { Placement } from './placement.ts';
import { type Machine, makeSegment, type Prepared } from './prepared.ts';

const fourGibibytes = 2 ** 32;

export interface LinuxParts {
  /** What the reader knows the kernel by. */
  readonly name: string;
  /** The kernel's setup header, from the start of its first sector on. */
  readonly header: Uint8Array;
  readonly cmdline: string;
  /** Bytes that the kernel takes, without the closing NUL. */
  readonly cmdlineSize: number;
  readonly initrd?: Uint8Array | undefined;
  /** The address that no byte of the initrd may lie at or above. */
  readonly initrdMax: number;
  /** Whether it may all the same, where there is no room below. */
  readonly initrdAnywhere?: boolean;
}

/** Places the parts. Raises LoadError. @returns the segments, and the addresses of the parameters and the cmdline's end */
export function placeLinuxParts(
  parts: LinuxParts,
  machine: Machine,
  placement: Placement,
): Pick<Prepared, 'segments'> & { readonly parameters: number; readonly cmdlineEnd: number } {
  const { name, header, cmdline, cmdlineSize, initrd } = parts;
  const given = Buffer.byteLength(cmdline);
  if (given > cmdlineSize) {
    throw new LoadError(
      `The command line has ${given} bytes, and the kernel ${name} takes at most ${cmdlineSize}. Shorten it.`,
    );
  }
  const initrdSegment = initrd && makeSegment(placeInitrd(initrd.length, parts, placement), initrd);
  const place = initrdSegment && { address: initrdSegment.address, size: initrdSegment.bytes.length };
  const area = makeBootParameters({ header, cmdline, ...machine, ...(place ? { initrd: place } : {}) });
  const parameters = placement.take("the kernel's parameters", { size: area.size, max: fourGibibytes });
  return {
    segments: [...(initrdSegment ? [initrdSegment] : []), makeSegment(parameters, area.at(parameters))],
    parameters,
    cmdlineEnd: parameters + area.cmdlineEnd,
  };
}

function placeInitrd(size: number, { initrdMax, initrdAnywhere }: LinuxParts, placement: Placement): number {
  const low = { size, max: initrdMax };
  const elsewhere = initrdAnywhere && placement.find(low) === undefined;
  return placement.take('the initrd', elsewhere ? { size } : low);
}
