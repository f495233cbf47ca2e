import { readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../build/command.ts';
import { ensureTools } from '../../build/tools.ts';
import { writeFiles } from './files.ts';

/** The end of the first page of swap space, where the kernel's signatures stand: `struct swsusp_header` of kernel/power/swap.c. */
const pageBytes = 4096;
const signature = 'S1SUSPEND\0';

/**
 * A swap area of `size` MiB as the kernel leaves it when it has written the memory of the machine to it and switched
 * off: its own signature in place of mkswap's, which it keeps in front of it.
 */
export async function suspended(size: number, uuid: string): Promise<Uint8Array> {
  await ensureTools(['mkswap']);
  using directory = await writeFiles({ '/swap': '' });
  const path = join(directory.path, 'swap');
  await truncate(path, size * 2 ** 20);
  await run('mkswap', ['--quiet', '--uuid', uuid, path], { timeout: 30_000 });
  const bytes = await readFile(path);
  const end = pageBytes - signature.length;
  bytes.copy(bytes, end - signature.length, end, pageBytes);
  bytes.write(signature, end, 'latin1');
  return bytes;
}
