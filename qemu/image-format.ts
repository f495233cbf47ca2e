// Which format a disk image has.

import { open } from 'node:fs/promises';

/** https://www.qemu.org/docs/master/interop/qcow2.html: the file begins with QFI and 0xfb. */
const qcow2Magic = Buffer.from('QFI\xfb', 'latin1');

/**
 * The format of the disk image `file`, by its content: what is not qcow2 is taken as raw. Throws a sentence if it cannot
 * be read.
 */
export async function imageFormat(file: string): Promise<'raw' | 'qcow2'> {
  try {
    await using handle = await open(file);
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(qcow2Magic.length), 0, qcow2Magic.length, 0);
    if (bytesRead === 0) throw new Error('it is empty');
    return buffer.equals(qcow2Magic) ? 'qcow2' : 'raw';
  } catch (error) {
    throw new Error(`the disk image ${file} cannot be used`, { cause: error });
  }
}
