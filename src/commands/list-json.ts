import type { Entry, Resource } from '../entry/entry.ts';
import type { Volume } from '../entry/volume.ts';

/** A file in the output of `baton list --json`. */
interface JsonFile {
  /** UUID of the filesystem; where it has none or is not there, its device or what is known of it. */
  readonly fs: string | null;
  readonly path: string;
  /** The disc image on that filesystem that the path is in. */
  readonly image?: string;
}

/** An entry as `baton list --json` prints it. The shape is stable: scripts rely on it. */
export interface JsonEntry {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly config: string;
  readonly line: number;
  readonly kind: string;
  readonly kernel: JsonFile | null;
  readonly initrds: readonly JsonFile[];
  readonly devicetree: JsonFile | null;
  readonly cmdline: string;
  readonly default: boolean;
  readonly submenu: readonly string[];
  readonly diagnostics: readonly string[];
}

/** @param volumes those that the entries' resources name */
export function toJson(entry: Entry, volumes: readonly Volume[]): JsonEntry {
  const file = (resource: Resource) => toFile(resource, volumes);
  return {
    id: entry.id,
    title: entry.title,
    source: entry.source,
    config: onFilesystem(
      entry.config,
      volumes.find(({ identity }) => identity.id === entry.volume),
    ),
    line: entry.line,
    kind: entry.kind,
    kernel: entry.kernel ? file(entry.kernel) : null,
    initrds: entry.initrds.map(file),
    devicetree: entry.devicetree ? file(entry.devicetree) : null,
    cmdline: entry.cmdline,
    default: entry.default,
    submenu: entry.submenu,
    diagnostics: entry.diagnostics,
  };
}

function toFile({ volume, path, image: inside, wants }: Resource, volumes: readonly Volume[]): JsonFile {
  const found = volumes.find((candidate) => candidate.identity.id === volume);
  const fs = found?.identity.uuid ?? found?.identity.device ?? wants?.replace(/^UUID=/, '') ?? null;
  const image = inside === undefined ? {} : { image: onFilesystem(inside, found) };
  return { fs, path: inside === undefined ? onFilesystem(path, found) : path, ...image };
}

/** The path from the top level of the filesystem, of which the volume can be a subvolume. */
function onFilesystem(path: string, volume: Volume | undefined): string {
  return (volume?.identity.subvolume?.path ?? '') + path;
}
