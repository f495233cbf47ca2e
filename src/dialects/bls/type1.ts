import type { Entry, Kind, Resource } from '../../entry/entry.ts';
import { expandBlsValue } from '../grub/bls.ts';
import { onServer } from '../server-place.ts';
import { readImage } from '../uki/image.ts';
import type { Located } from './boot-root.ts';
import { type Candidate, splitCounter } from './candidate.ts';
import { type EntryFile, parseEntryFile } from './entry-file.ts';
import { MAX_ENTRIES, type Scan } from './scan.ts';

/** Under the root of an ESP or an XBOOTLDR file system. */
export const ENTRY_DIRECTORY = '/loader/entries';

/** An entry is a few lines; a file of this size is none. */
const MAX_FILE = 64 * 1024;
/** When the entry files together have as many bytes, no more are read. */
const MAX_FILES = 8 * 2 ** 20;
/** Files that are read at the same time: most of the time goes by between question and answer. */
const AT_ONCE = 16;

/** Whether a file of that name in {@link ENTRY_DIRECTORY} is taken for an entry. */
export function isEntryName(name: string): boolean {
  return /\.conf$/i.test(name) && !/^(?:\.|auto-)/i.test(name);
}

/**
 * The entries of type 1: one in each file of /loader/entries.
 * https://uapi-group.org/specifications/specs/boot_loader_specification/#type-1-boot-loader-specification-entries
 * (systemd: `boot_entry_add_type1`, src/boot/boot.c.)
 */
export async function readType1(scan: Scan): Promise<Candidate[]> {
  const directory = `${scan.root.directory}${ENTRY_DIRECTORY}`;
  const names = (await scan.root.list(ENTRY_DIRECTORY)).filter(isEntryName);
  const candidates: Candidate[] = [];
  let left = MAX_FILES;
  for (let at = 0; at < names.length; at += AT_ONCE) {
    if (left <= 0 || at >= MAX_ENTRIES) {
      scan.note(directory, `these are more entries than any boot menu needs: from ${names[at]} on they were not read`);
      break;
    }
    for (const read of await Promise.all(names.slice(at, at + AT_ONCE).map((name) => readEntry(scan, name)))) {
      if (!read) continue;
      left -= read.size;
      if (read.candidate) candidates.push(read.candidate);
      else scan.note(read.path, read.reason!);
    }
  }
  return candidates;
}

interface Read {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly candidate?: Candidate;
  /** Why there is none. */
  readonly reason?: string;
}

/** @returns undefined where there is no file of that name */
async function readEntry(scan: Scan, name: string): Promise<Read | undefined> {
  const path = `${scan.root.directory}${ENTRY_DIRECTORY}/${name}`;
  try {
    const bytes = await scan.root.volume.read(path, MAX_FILE);
    if (!bytes) return undefined;
    const file =
      bytes.length < MAX_FILE
        ? parseEntryFile(bytes, scan.processor.name)
        : `has ${MAX_FILE} bytes or more, and no entry needs that many`;
    if (typeof file === 'string') return { path, size: bytes.length, reason: `${name} ${file}` };
    return { path, size: bytes.length, candidate: await candidateOf(scan, name, path, file) };
  } catch (error) {
    const reason = `${name} could not be read: ${error instanceof Error ? error.message : String(error)}`;
    return { path, size: 0, reason };
  }
}

async function candidateOf(scan: Scan, name: string, path: string, file: EntryFile): Promise<Candidate> {
  const { name: plain, tries } = splitCounter(name);
  const { kernel, exists, ...loaded } = await loadedBy(scan, file);
  const initrds = (await Promise.all(file.initrds.map((value) => initrdsOf(scan, value)))).flat();
  const devicetree = file.devicetree === undefined ? undefined : await scan.root.locate(file.devicetree);
  const overlays = await Promise.all(file.overlays.map((value) => scan.root.locate(value)));
  const others = [...initrds, ...(devicetree ? [devicetree] : []), ...overlays];
  const { sortKey, machineId, version } = file;
  const id = plain.toLowerCase();
  return {
    name: name.toLowerCase(),
    file: name.toLowerCase(),
    profile: 0,
    ...(sortKey === undefined ? {} : { sortKey }),
    ...(machineId === undefined ? {} : { machineId }),
    ...(version === undefined ? {} : { version }),
    exists,
    entry: {
      id,
      title: file.title ?? id,
      submenu: [],
      source: 'bls',
      volume: scan.root.id,
      config: path,
      line: 1,
      kernel,
      ...loaded,
      initrds: initrds.map(resource),
      ...(devicetree ? { devicetree: resource(devicetree) } : {}),
      ...(overlays.length > 0 ? { overlays: overlays.map(resource) } : {}),
      default: false,
      ...(tries ? { tries } : {}),
      diagnostics: [
        ...(exists || kernel.url !== undefined ? [] : [`${kernel.path} does not exist on ${scan.root.id}.`]),
        ...others.filter((other) => !other.exists).map((other) => `${other.path} does not exist on ${scan.root.id}.`),
        ...file.extras.map((value) => `${value} is for systemd's stub, and is not passed on.`),
      ],
    },
  };
}

type Loaded = Pick<Entry, 'kind' | 'cmdline' | 'profile' | 'addons'> & {
  readonly kernel: Resource;
  readonly exists: boolean;
};

async function loadedBy(scan: Scan, file: EntryFile): Promise<Loaded> {
  const options = await expand(scan, file.options.join(' '));
  if (file.loader === 'uki-url') {
    return { kind: 'uki', cmdline: options, ...imageAt(file.image, scan) };
  }
  const located = await scan.root.locate(file.image);
  const kernel = resource(located);
  const { exists } = located;
  const mayBeUki = exists && (file.loader === 'uki' || /\.efi$/i.test(located.path));
  const image = mayBeUki ? await readImage(scan.root.volume, located.path) : undefined;
  if (!image?.kernel) {
    const kinds: Readonly<Record<typeof file.loader, Kind>> = { linux: 'linux', efi: 'efi', uki: 'uki' };
    return { kind: kinds[file.loader], cmdline: options, kernel, exists };
  }
  // Arguments that are given take the place of those in the image, as they do for its stub.
  const number = image.profiles[file.profile ?? 0] ? (file.profile ?? 0) : 0;
  const { cmdline, uname } = image.profiles[number]!;
  const { cmdlines, addons } = await scan.addons.of(located.path, uname);
  return {
    kind: 'uki',
    cmdline: [options || (cmdline ?? ''), ...cmdlines].filter(Boolean).join(' '),
    ...(number === 0 ? {} : { profile: number }),
    ...(addons.length === 0 ? {} : { addons }),
    kernel,
    exists,
  };
}

/** An image at a URL; of an entry that came from a server, the URL may count from there. */
function imageAt(url: string, { root, machine }: Scan): { kernel: Resource; exists: boolean } {
  const { id } = root.volume.identity;
  const whole = id.includes('://') && URL.canParse(url, `${id}/`) ? new URL(url, `${id}/`).href : url;
  const found = onServer(whole, machine.network);
  if (found) return { kernel: { volume: found.volume.identity.id, path: found.path }, exists: true };
  return { kernel: { path: url, url, wants: 'the network' }, exists: false };
}

/** A value is one path. In files written for GRUB it can be several, and variables among them. */
async function initrdsOf(scan: Scan, value: string): Promise<Located[]> {
  const whole = await scan.root.locate(value);
  if (whole.exists || !/[ \t]/.test(value)) return [whole];
  const words = (await expand(scan, value)).split(/[ \t]+/).filter((word) => word !== '' && !word.startsWith('$'));
  return Promise.all(words.map((word) => scan.root.locate(word)));
}

async function expand(scan: Scan, value: string): Promise<string> {
  const variables = value.includes('$') ? await scan.variables() : undefined;
  return variables ? expandBlsValue(value, (name) => variables.get(name)).trim() : value;
}

function resource({ exists: _, ...file }: Located): Resource {
  return file;
}
