// The forms of baton, made of the image that the machine tests have.

import { dirname, join } from 'node:path';
import type { FormOptions } from '../../build/forms/form.ts';
import { type FormName, formNamed } from '../../build/forms/forms.ts';
import { x86_64 } from '../../build/target.ts';
import { ensureImage, type Image, onSerial } from '../../qemu/parts.ts';
import type { Temporary } from '../../qemu/temporary.ts';

/**
 * Makes the form of `image` in `directory`, with the console on the serial line; the path of the first thing that was
 * made.
 */
export async function makeForm(
  name: FormName,
  directory: Temporary,
  options: Partial<FormOptions> = {},
  image?: Image,
): Promise<string> {
  const { kernel: vmlinuz, initrd: initramfs } = image ?? (await ensureImage());
  const form = await formNamed(name);
  const [path] = await form({
    target: x86_64,
    kernel: 'cloud',
    image: { vmlinuz, initramfs, manifest: join(dirname(vmlinuz), 'manifest.json') },
    output: directory.path,
    cmdline: onSerial,
    ...options,
  });
  return path!;
}
