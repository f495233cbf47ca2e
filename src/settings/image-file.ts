import { readFileSync } from 'node:fs';
import type { Layer } from './layer.ts';
import { readToml } from './toml.ts';

const path = '/etc/baton.toml';

/** What the image's own file says; nothing where there is none. Never throws. */
export async function readImageFile(): Promise<Layer> {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (failure) {
    const { code } = failure as NodeJS.ErrnoException;
    const problems = code === 'ENOENT' ? [] : [`${path} cannot be read (${code}); it is not used.`];
    return { values: new Map(), problems };
  }
  return readToml(bytes, path);
}
