import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseLoaderConf } from '../../dialects/systemd-boot/loader-conf.ts';
import { matchesPattern } from '../../dialects/systemd-boot/pattern.ts';

/** Whose name it has there. */
const own = 'baton.efi';

/**
 * Whether the ESP has systemd-boot, which starts what it started before when baton lies among its unified kernel
 * images. Without a default in loader.conf that fits an entry it starts the first one, by names, and that may be baton.
 * https://uapi-group.org/specifications/specs/boot_loader_specification/#sorting
 * @param directory where the ESP is mounted
 */
export async function canLieBesideSystemd(directory: string): Promise<boolean> {
  const at = (path: string) => join(directory, path);
  const loaders = await namesIn(at('EFI/systemd'));
  if (!loaders.some((name) => /^systemd-boot.*\.efi$/.test(name)) || !existsSync(at('EFI/Linux'))) return false;
  const text = await readFile(at('loader/loader.conf')).catch(() => Buffer.alloc(0));
  const pattern = parseLoaderConf(text, 'loader.conf').default;
  if (pattern === undefined || matchesPattern(pattern, own)) return false;
  const entries = [...(await namesIn(at('loader/entries'))), ...(await namesIn(at('EFI/Linux')))];
  return entries.some((name) => /\.(?:conf|efi)$/.test(name) && matchesPattern(pattern, name));
}

/** In lower case, as systemd-boot compares them. */
async function namesIn(directory: string): Promise<string[]> {
  return (await readdir(directory).catch(() => [])).map((name) => name.toLowerCase());
}
