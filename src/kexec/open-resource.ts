import type { Resource } from '../entry/entry.ts';
import { shown } from '../entry/shown.ts';
import type { OpenFile, Volume } from '../entry/volume.ts';
import { fromDescriptor } from '../images/from-file.ts';
import type { FilePart } from './file-part.ts';
import { LoadError } from './load-error.ts';

export type FindVolume = (id: string) => Volume | undefined;

/** An open file of an entry, or the part of an open disc image that it is. */
export interface OpenResource extends FilePart, OpenFile {}

/**
 * Opens a kernel, an initrd or a device tree. The caller closes it.
 * @param what it is, for the sentence
 * Raises LoadError where it is not there.
 */
export async function openResource(what: string, resource: Resource, findVolume: FindVolume): Promise<OpenResource> {
  const volume = resource.volume === undefined ? undefined : findVolume(resource.volume);
  if (!volume) {
    const { url } = resource;
    if (url !== undefined)
      throw new LoadError(
        `The ${what} ${shown(url)} lies on a network, and baton loads from disks only. Copy it to one.`,
      );
    const wanted = resource.wants ?? resource.volume;
    throw new LoadError(
      `The ${what} ${resource.path} lies on ${shown(`${wanted}`)}, which is not there. Connect that disk.`,
    );
  }
  const place = volume.identity.device ?? shown(volume.identity.id);
  const file = await volume.open(resource.image ?? resource.path);
  if (!file) {
    const missing = resource.image === undefined ? `${what} ${resource.path}` : `disc image ${resource.image}`;
    throw new LoadError(`The ${missing} does not exist on ${place}. Try another entry.`);
  }
  try {
    const source = await fromDescriptor(file.fd);
    const close = () => file.close();
    if (resource.image === undefined) return { fd: file.fd, offset: 0, size: source.size, close };
    // Rarely needed, and nothing that PID 1 should read at its start.
    const { Iso } = await import('../images/iso9660.ts');
    const image = await Iso.open((offset, length) => source.read(offset, length));
    if (!image) throw new LoadError(`${resource.image} on ${place} is no disc image (ISO 9660). Copy it there anew.`);
    if (image.size > source.size)
      throw new LoadError(
        `The disc image ${resource.image} on ${place} is cut off: it has ${source.size} of ${image.size} bytes. Copy it there anew.`,
      );
    const found = await image.find(resource.path);
    if (!found || found.directory)
      throw new LoadError(`The ${what} ${resource.path} does not exist in ${resource.image}. Try another entry.`);
    if (found.offset + found.size > source.size)
      throw new LoadError(`The disc image ${resource.image} on ${place} is cut off. Copy it there anew.`);
    return { fd: file.fd, offset: found.offset, size: found.size, close };
  } catch (failure) {
    await file.close();
    throw failure;
  }
}
