import type { Volume } from '../../entry/volume.ts';

/** No boot configuration of these languages is larger; what is behind is not read. */
const MAX_BYTES = 2 ** 18;

/** The file as text, with line ends of `\n`; bytes that are not UTF-8 become U+FFFD. Undefined where there is no such file. */
export async function textFile(volume: Volume, path: string): Promise<string | undefined> {
  const bytes = await volume.read(path, MAX_BYTES);
  if (!bytes) return undefined;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  return text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
}

/** Those of the paths that are files. */
export async function filesAmong(volume: Volume, paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) if ((await volume.stat(path))?.kind === 'file') found.push(path);
  return found;
}
