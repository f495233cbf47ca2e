// Compresses with xz in the form that the kernel unpacks.

import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from '../cache.ts';
import { run } from '../command.ts';
import { ensureTools } from '../tools.ts';

/**
 * https://docs.kernel.org/staging/xz.html: CRC32 alone, and its filter for code; what is unpacked needs as much memory
 * as the dictionary.
 */
const form = ['--check=crc32', '--x86', '--lzma2=preset=9e,dict=32MiB', '--threads=1'];

/**
 * `data` as an xz stream: as small as it gets, which takes a minute for 100 MiB, hence is kept in the cache. Throws xz's
 * message.
 */
export async function xz(data: Uint8Array): Promise<Buffer> {
  const key = createHash('sha256').update(form.join(' ')).update(data).digest('hex');
  const directory = await cached(join('xz', key.slice(0, 32)), async (temporary) => {
    await ensureTools(['xz']);
    const path = join(temporary, 'data');
    await writeFile(path, data);
    await run('xz', [...form, path], { timeout: 30 * 60_000 });
  });
  return readFile(join(directory, 'data.xz'));
}
