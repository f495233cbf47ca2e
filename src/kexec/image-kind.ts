import { readBzImage } from '../images/bzimage.ts';
import { readElf } from './elf.ts';
import { readMultibootHeader } from './multiboot-header.ts';
import { readMultiboot2Header } from './multiboot2-header.ts';

/** How a kernel can be loaded by kexec_load(2). */
export type ImageKind = 'bzImage' | 'elf' | 'multiboot' | 'multiboot2';

/** What a kernel is, by its content; undefined where it is nothing that can be loaded. The newest form comes first. */
export function kindOfKernel(kernel: Uint8Array): ImageKind | undefined {
  const elf = readElf(kernel);
  if (elf && readMultiboot2Header(kernel)) return 'multiboot2';
  if (elf?.bits === 64) return 'elf';
  const multiboot = readMultibootHeader(kernel);
  if (multiboot && (elf || multiboot.load)) return 'multiboot';
  if (elf) return 'elf';
  return readBzImage(kernel) ? 'bzImage' : undefined;
}
