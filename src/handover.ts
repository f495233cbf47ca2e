// Which keys the next system needs, so that what was typed once is not asked for again.

import { devicesBelow } from './disks/below.ts';
import { type CrypttabLine, crypttabOn } from './disks/crypttab.ts';
import type { Disks } from './disks/disks.ts';
import type { Opened } from './disks/locks.ts';
import type { Entry } from './entry/entry.ts';
import { names } from './entry/names.ts';
import type { Volume } from './entry/volume.ts';
import { luksArchive, type Mapping } from './kexec/luks-archive.ts';
import { parseCmdline } from './linux/cmdline.ts';

/** A key that was kept, and the volumes that it has made visible. */
interface Used extends Opened {
  readonly volumes: readonly Volume[];
}

/**
 * Runs `use` with the archives that go behind the initrds of `entry`: none, or one with the keys of the LUKS devices
 * that its system lies on. They are wiped when `use` has ended.
 */
export async function withKeys<T>(
  entry: Entry,
  disks: Disks,
  use: (archives: readonly Uint8Array[]) => Promise<T>,
): Promise<T> {
  const mappings = await mappingsFor(entry, disks).catch((failure): Mapping[] => {
    disks.journal.warning(`No keys are handed on: ${failure instanceof Error ? failure.message : failure}`);
    return [];
  });
  const archives = mappings.length > 0 ? [luksArchive(mappings)] : [];
  const opened = mappings.filter(({ key }) => key).map(({ name }) => name);
  if (opened.length > 0) disks.journal.info(`the keys of ${opened.join(' and ')} are handed on`);
  try {
    return await use(archives);
  } finally {
    for (const archive of archives) archive.fill(0);
  }
}

/** The mappings of the system of `entry`; none where it lies on no LUKS device whose key was kept. */
async function mappingsFor(entry: Entry, { locks, volumes }: Disks): Promise<Mapping[]> {
  const used = locks.opened.map((opened): Used => {
    const above = volumes.filter((volume) => below(volume).has(opened.lock.device.name));
    return { ...opened, volumes: above };
  });
  const system = await systemVolume(entry, used);
  const kernel = volumes.find(({ identity }) => identity.id === entry.kernel?.volume);
  const ownKeys = used.filter((one) => one.volumes.some((volume) => volume === system || volume === kernel));
  if (ownKeys.length === 0) return [];
  const home = system ?? kernel;
  const lines = home ? await crypttabOn(home) : [];
  const lineOf = (one: Used): CrypttabLine | undefined => lines.find(({ device }) => names(device, one.lock.identity));
  const withKey = used.filter((one) => ownKeys.includes(one) || lineOf(one));
  const known = new Set(withKey.map(lineOf));
  const early = lines.filter((one) => !known.has(one) && one.options.some((option) => isEarly.test(option)));
  return [
    ...withKey.map((one) => mapping(one, lineOf(one), entry)),
    ...early.map(({ name, device, options }): Mapping => ({ name, device, options })),
  ];
}

/** Options of crypttab(5) for what is opened in the initramfs, with or without a key. */
const isEarly = /^(initramfs|x-initrd\.attach)$/;

function mapping({ lock, key }: Used, line: CrypttabLine | undefined, entry: Entry): Mapping {
  const { uuid } = lock.identity;
  return {
    name: line?.name ?? nameFromCmdline(entry, uuid) ?? `luks-${uuid}`,
    // The initramfs knows no other names for a device as surely as this one, which lies on it.
    device: lock.detached && line ? line.device : `UUID=${uuid}`,
    options: line?.options ?? [],
    key,
  };
}

/** systemd-cryptsetup-generator(8) and dracut: `rd.luks.name=UUID=NAME`. */
function nameFromCmdline(entry: Entry, uuid: string | undefined): string | undefined {
  for (const { name, value = '' } of parseCmdline(entry.cmdline)) {
    const [of, ...rest] = value.split('=');
    if (/^(rd\.)?luks\.name$/.test(name) && of === uuid && rest.length > 0) return rest.join('=').replaceAll('/', '_');
  }
  return undefined;
}

/** The volume with the root filesystem that the entry's cmdline names, if one of the keys has made it visible. */
async function systemVolume(entry: Entry, used: readonly Used[]): Promise<Volume | undefined> {
  const root = parseCmdline(entry.cmdline).findLast(({ name }) => name === 'root')?.value;
  if (root === undefined) return undefined;
  for (const { lock, volumes } of used) {
    for (const volume of volumes) {
      if (names(root, volume.identity)) return volume;
      // The system may call the mapping by another name than baton does.
      const lines = await crypttabOn(volume);
      const own = lines.find(({ name }) => `/dev/mapper/${name}` === root);
      if (own && names(own.device, lock.identity)) return volume;
    }
  }
  return undefined;
}

function below({ identity }: Volume): Set<string> {
  return devicesBelow((identity.device ?? identity.id).replace(/^\/dev\//, ''));
}
