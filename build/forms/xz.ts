// Compresses with xz in the form that the kernel unpacks.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../command.ts';
import { ensureTools } from '../tools.ts';
import { withScratch } from './scratch.ts';

/**
 * https://docs.kernel.org/staging/xz.html: CRC32 alone, and its filter for code; what is unpacked needs as much memory
 * as the dictionary.
 */
const form = ['--check=crc32', '--x86', '--lzma2=preset=9e,dict=32MiB', '--threads=1'];

/** `data` as an xz stream: as small as it gets, which takes a minute for 100 MiB. Throws xz's message. */
export function xz(data: Uint8Array): Promise<Buffer> {
  return withScratch(async (scratch) => {
    await ensureTools(['xz']);
    const path = join(scratch, 'data');
    await writeFile(path, data);
    await run('xz', [...form, path], { timeout: 30 * 60_000 });
    return await readFile(`${path}.xz`);
  });
}
