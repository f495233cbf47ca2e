// The forms in which a machine can be given baton, beside the kernel and the initramfs that each build makes.

import type { Form } from './form.ts';

/** By name; what makes a form is loaded when it is asked for. */
const makers = {
  efi: async () => (await import('./efi.ts')).efi,
  iso: async () => (await import('./iso.ts')).iso,
  payload: async () => (await import('./payload.ts')).payload,
  sbom: async () => (await import('./sbom.ts')).sbom,
  stick: async () => (await import('./stick.ts')).stick,
  wire: async () => (await import('./wire.ts')).wire,
} as const satisfies Readonly<Record<string, () => Promise<Form>>>;

export type FormName = keyof typeof makers;

export const formNames = Object.keys(makers) as readonly FormName[];

/** The form of the name. Throws a sentence where there is none. */
export function formNamed(name: string): Promise<Form> {
  if (!Object.hasOwn(makers, name)) throw new Error(`there is no form ${name}; choose ${formNames.join(', ')}`);
  return makers[name as FormName]();
}

/** By processor: the consoles of machines of which nothing is known, a serial line and the screen. */
export const usualCmdline: Readonly<Record<string, string>> = {
  x86_64: 'console=ttyS0,115200 console=tty0',
  arm64: 'console=ttyAMA0,115200 console=tty0',
};
