// What all forms have in common: each is made of the same kernel and initramfs, and is one file or directory.

import type { KernelKind } from '../kernel.ts';
import type { Made } from '../make.ts';
import type { Target } from '../target.ts';
import type { Signer } from './signer.ts';

export interface FormOptions {
  readonly target: Target;
  /** What the image was made of. */
  readonly kernel: KernelKind;
  readonly profile?: string;
  readonly etc?: string;
  readonly image: Pick<Made, 'vmlinuz' | 'initramfs' | 'manifest'>;
  /** The directory that gets the form. */
  readonly output: string;
  /** The kernel's cmdline where nobody is there to give one. */
  readonly cmdline: string;
  /** Who signs what UEFI starts; nobody if not given. */
  readonly signer?: Signer;
  /** Bytes that the payload may have; without it any number. */
  readonly budget?: number;
}

/** Makes the form. Returns the paths of what it has written. Throws a sentence, and then leaves nothing behind. */
export type Form = (options: FormOptions) => Promise<readonly string[]>;
