// Forms of a kernel and an initramfs that are only bytes, which is all that their making looks at.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FormOptions } from '../../../../build/forms/form.ts';
import { type FormName, formNamed } from '../../../../build/forms/forms.ts';
import { x86_64 } from '../../../../build/target.ts';
import { temporaryDirectory } from '../../../../qemu/temporary.ts';

export const kernelBytes = Buffer.alloc(300_000, 'the kernel');
export const initramfsBytes = Buffer.alloc(700_000, 'the initramfs');

const directory = await temporaryDirectory('large');
const at = (name: string) => join(directory.path, name);
writeFileSync(at('vmlinuz'), kernelBytes);
writeFileSync(at('initramfs.img'), initramfsBytes);
writeFileSync(at('manifest.json'), JSON.stringify({ kernel: { kind: 'cloud', release: '6.1.0-test' } }));

export const cmdline = 'console=ttyS0 quiet';
let made = 0;

/** Makes the form into a directory of its own: the path of what was made. */
export async function makeForm(name: FormName, options: Partial<FormOptions> = {}): Promise<string> {
  const output = at(`out${++made}`);
  mkdirSync(output);
  const image = { vmlinuz: at('vmlinuz'), initramfs: at('initramfs.img'), manifest: at('manifest.json') };
  const [path] = await (await formNamed(name))({
    ...{ target: x86_64, kernel: 'cloud', image, output, cmdline },
    ...options,
  });
  return path!;
}
