import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DirectoryVolume } from '../disks/directory-volume.ts';
import type { Identity, Volume } from '../entry/volume.ts';
import { mountinfo } from '../node-mount/mountinfo.ts';

const FACTS = ['uuid', 'label', 'partuuid', 'partlabel', 'device', 'type'] as const;

/** Where an installed system keeps what boots it. `/` is looked at even where no disk is mounted there. */
const BOOT_MOUNTS = ['/', '/boot', '/boot/efi', '/efi', '/boot/firmware'];

/**
 * The volume that a directory stands for: the content of one filesystem, with the identity that `.fs.json` in it gives.
 * @throws a sentence where it is no directory, or `.fs.json` is no object of strings
 */
export function directoryPlace(place: string): Volume {
  const stats = statSync(place, { throwIfNoEntry: false });
  if (!stats) throw new Error(`${place} does not exist. Name a directory with the content of a filesystem.`);
  if (!stats.isDirectory())
    throw new Error(`${place} is no directory. Mount it, or unpack it, and name the directory that its files are in.`);
  const file = join(place, '.fs.json');
  const text = statSync(file, { throwIfNoEntry: false })?.isFile() ? readFileSync(file, 'utf8') : '{}';
  return new DirectoryVolume(place, { id: place, ...identityFrom(text, file) });
}

function identityFrom(text: string, file: string): Omit<Identity, 'id'> {
  let facts: unknown;
  try {
    facts = JSON.parse(text);
  } catch (cause) {
    throw new Error(`${file} is not valid JSON. Correct it, or take it away.`, { cause });
  }
  if (typeof facts !== 'object' || facts === null) throw new Error(`${file} holds no JSON object.`);
  const known = Object.entries(facts).filter(([name]) => (FACTS as readonly string[]).includes(name));
  const wrong = known.find(([, value]) => typeof value !== 'string');
  if (wrong) throw new Error(`${file}: “${wrong[0]}” is no string.`);
  return Object.fromEntries(known);
}

/** The volumes of the running system that its boot configuration can lie on. */
export function installedPlaces(): Volume[] {
  const mounts = mountinfo();
  const targets = mounts.map(({ target }) => target);
  const used = new Set<string>();
  const volumes: Volume[] = [];
  for (const target of BOOT_MOUNTS) {
    const mount = mounts.findLast((candidate) => candidate.target === target);
    const onDisk = mount?.source.startsWith('/dev/') ?? false;
    const filesystem = mount ? `${mount.major}:${mount.minor}` : target;
    if ((!onDisk && target !== '/') || used.has(filesystem)) continue;
    used.add(filesystem);
    const identity = mount && onDisk ? deviceIdentity(mount.source, mount.type) : {};
    // What is mounted further down is another volume, and not seen in this one.
    const hidden = targets.filter((other) => other !== target && other.startsWith(join(target, '/')));
    volumes.push(
      new DirectoryVolume(
        target,
        { id: target, ...identity },
        hidden.map((path) => inside(target, path)),
      ),
    );
  }
  return volumes;
}

function inside(target: string, path: string): string {
  return target === '/' ? path : path.slice(target.length);
}

/** What udev's links say of a device node. */
function deviceIdentity(source: string, type: string): Omit<Identity, 'id'> {
  const device = resolved(source);
  const facts = { uuid: 'by-uuid', label: 'by-label', partuuid: 'by-partuuid', partlabel: 'by-partlabel' };
  const found = Object.entries(facts).flatMap(([fact, directory]) => {
    const name = linkTo(device, join('/dev/disk', directory));
    return name === undefined ? [] : [[fact, name]];
  });
  return { device: source.startsWith('/dev/mapper/') ? source : device, type, ...Object.fromEntries(found) };
}

function linkTo(device: string, directory: string): string | undefined {
  const names = statSync(directory, { throwIfNoEntry: false }) ? readdirSync(directory) : [];
  const name = names.find((link) => resolved(join(directory, link)) === device);
  // udev writes what cannot stand in a file name as \x and two digits.
  return name?.replace(/\\x([0-9a-f]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function resolved(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
