import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Temporary, temporaryDirectory } from '../temporary.ts';

/** Files by their absolute paths. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A temporary directory with `files` in it. */
export async function writeFiles(files: Files): Promise<Temporary> {
  const directory = await temporaryDirectory();
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory.path, path)), { recursive: true });
    await writeFile(join(directory.path, path), content);
  }
  return directory;
}
