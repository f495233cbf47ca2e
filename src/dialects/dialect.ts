import type { Reading } from '../entry/reading.ts';
import type { Volume } from '../entry/volume.ts';
import type { Hardware } from './hardware.ts';
import type { NetworkBoot } from './network-boot.ts';

/** What configurations ask of the machine they run on. */
export interface Machine {
  /** `efi` where the running firmware is EFI. */
  readonly firmware: 'pc' | 'efi';
  /** The processor, as Linux calls it. */
  readonly cpu: 'x86_64' | 'i386' | 'arm64';
  /** The `console=…` parameters of the running kernel, for kernels that no configuration has a cmdline for. */
  readonly consoles?: readonly string[];
  /** Absent where the configurations of another machine are read. */
  readonly hardware?: Hardware;
  /** The network that the configuration has come over; absent for one from a disk. */
  readonly network?: NetworkBoot;
  /** The kernel of the system whose configurations are read, where that system is the one that runs. */
  readonly running?: {
    readonly release: string;
    /** Without what its boot loader added. */
    readonly cmdline: string;
  };
}

/** A boot configuration language. Pure: it reads Volumes, writes nothing, and keeps nothing between calls. */
export interface Dialect {
  readonly name: string;
  /** Where its configuration files lie on a volume, as paths with `*` for any name; for people to read. */
  readonly places: readonly string[];
  /** True where it finds what no configuration speaks of: it is asked last, and only of volumes that none speaks of. */
  readonly fallback?: true;
  /** The paths of the configuration files that are on this volume, the most likely first. */
  find(volume: Volume): Promise<readonly string[]>;
  /**
   * What one of those files says. Total: whatever is in the file, there is a result within bounded time and memory.
   * @param volumes all volumes that are there by now, `volume` among them, in the order of their discovery
   * @returns undefined where the file turns out not to be in this language
   */
  read(path: string, volume: Volume, volumes: readonly Volume[], machine: Machine): Promise<Reading | undefined>;
}
