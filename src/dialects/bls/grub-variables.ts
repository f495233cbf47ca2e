import { parseEnvironmentBlock } from '../grub/environment-block.ts';
import type { BootRoot } from './boot-root.ts';

const FILES = ['/grub2/grubenv', '/grub/grubenv', '/boot/grub2/grubenv', '/boot/grub/grubenv'];

/**
 * The variables of GRUB's environment block: entry files that were written for GRUB name them, as in
 * `options $kernelopts`. The specification knows no variables.
 * @returns undefined where the file system has no environment block
 */
export async function grubVariables({ volume }: BootRoot): Promise<ReadonlyMap<string, string> | undefined> {
  for (const path of FILES) {
    const bytes = await volume.read(path, 64 * 1024);
    const block = bytes && parseEnvironmentBlock(Buffer.from(bytes).toString('latin1'));
    if (block) return new Map(block.map(([name, value]) => [name, Buffer.from(value, 'latin1').toString('utf8')]));
  }
  return undefined;
}
