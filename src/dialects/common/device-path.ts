import type { Volume } from '../../entry/volume.ts';
import { type FoundFile, fileElsewhere, fileOn } from './found-file.ts';
import { volumeNamed } from './volume-named.ts';

/**
 * A file as petitboot's configurations name it: `/path` on their own volume, or `DEVICE:/path` with a device as
 * `volumeNamed` knows it. (petitboot: `create_devpath_resource`, discover/resource.c.)
 */
export async function devicePath(text: string, own: Volume, volumes: readonly Volume[]): Promise<FoundFile> {
  const [, scheme, afterScheme = ''] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(text) ?? [];
  if (scheme?.toLowerCase() === 'file') return fileOn(own, afterScheme);
  if (scheme !== undefined) {
    const problem = `${text} would have to come from the network, which is not done for this entry.`;
    return { resource: { path: text, wants: text }, problem };
  }
  const colon = text.indexOf(':');
  if (colon < 0) return fileOn(own, text);
  const [device, path] = [text.slice(0, colon), text.slice(colon + 1)];
  const volume = volumeNamed(device, volumes);
  return volume ? fileOn(volume, path) : fileElsewhere(device, path);
}
