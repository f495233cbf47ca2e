import type { Resource } from '../../entry/entry.ts';
import type { Volume } from '../../entry/volume.ts';

/** A file that a configuration names, and what is the matter with it. */
export interface FoundFile {
  readonly resource: Resource;
  /** A sentence where the file cannot be read as things are. */
  readonly problem?: string;
}

/** @param path with or without a leading `/` */
export async function fileOn(volume: Volume, path: string): Promise<FoundFile> {
  const { id } = volume.identity;
  const absolute = absolutePath(path);
  const stat = await volume.stat(absolute);
  const resource: Resource = { volume: id, path: absolute };
  if (stat?.kind === 'file') return { resource };
  return { resource, problem: `${absolute} ${stat ? 'is no file' : 'does not exist'} on ${id}.` };
}

/** A file on a volume that is not there yet. `wants` is what the configuration calls the volume. */
export function fileElsewhere(wants: string, path: string): FoundFile {
  const absolute = absolutePath(path);
  return { resource: { path: absolute, wants }, problem: `${absolute} lies on ${wants}, which is not there.` };
}

function absolutePath(path: string): string {
  return `/${path.split('/').filter(Boolean).join('/')}`;
}
