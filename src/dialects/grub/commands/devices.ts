import { toBytes, toText } from '../bytes.ts';
import type { Device } from '../device.ts';
import { parseOptions } from '../options.ts';
import { BAD_ARGUMENT, FILE_NOT_FOUND, OK, type Status, UNKNOWN_DEVICE } from '../status.ts';
import type { CommandTable } from './command.ts';

const PROBE = {
  short: { s: 'set', d: 'driver', p: 'partmap', f: 'fs', u: 'fs-uuid', l: 'label' },
  long: {
    set: 'value',
    driver: 'flag',
    partmap: 'flag',
    fs: 'flag',
    'fs-uuid': 'flag',
    label: 'flag',
    'part-uuid': 'flag',
  },
} as const;

const LOOPBACK = {
  short: { d: 'delete', D: 'decompress' },
  long: { delete: 'flag', decompress: 'flag' },
} as const;

const MAX_LOOPBACKS = 100;

/** Where GRUB's name for a filesystem is not that of libblkid. */
const FILESYSTEMS: Readonly<Record<string, string>> = {
  ext3: 'ext2',
  ext4: 'ext2',
  vfat: 'fat',
  f2fs: 'f2fs',
  hfsplus: 'hfsplus',
};

/** `probe`, `loopback`, and what openSUSE's GRUB adds for btrfs. */
export const devices: CommandTable = {
  probe(grub, given) {
    const options = parseOptions(given, PROBE);
    if (typeof options === 'string') return grub.fail(BAD_ARGUMENT, `probe: ${options}`);
    const [name] = options.args;
    if (name === undefined) return grub.fail(BAD_ARGUMENT, 'probe needs a device');
    const device = grub.files.device(name.replace(/^\(([\s\S]*)\)$/, '$1'));
    if (!device) return grub.fail(UNKNOWN_DEVICE, `probe: there is no device ${name}`);
    const { values } = options;
    const what = ['driver', 'partmap', 'part-uuid', 'fs', 'fs-uuid', 'label'].find((option) => values.has(option));
    const variable = values.get('set')?.at(-1);
    const value = what && property(device, what);
    if (value === undefined) return grub.fail(BAD_ARGUMENT, `probe: ${name} does not tell its ${what ?? 'properties'}`);
    if (variable !== undefined) grub.environment.set(variable, toBytes(value));
    return OK;
  },

  async loopback(grub, given): Promise<Status> {
    const options = parseOptions(given, LOOPBACK);
    if (typeof options === 'string') return grub.fail(BAD_ARGUMENT, `loopback: ${options}`);
    const [name, file] = options.args;
    if (name === undefined) return grub.fail(BAD_ARGUMENT, 'loopback needs the name of a device');
    const { loopbacks } = grub.setting;
    if (options.values.has('delete')) {
      if (!loopbacks.get(name)) return grub.fail(UNKNOWN_DEVICE, `loopback: there is no device ${name}`);
      loopbacks.delete(name);
      return OK;
    }
    if (loopbacks.entries().length >= MAX_LOOPBACKS) return grub.fail(BAD_ARGUMENT, 'loopback: too many devices');
    if (file === undefined) return grub.fail(BAD_ARGUMENT, 'loopback needs a file name');
    const location = grub.files.locate(file, grub.root);
    const stat = await grub.files.stat(location);
    if (!location?.device || stat?.kind !== 'file')
      return grub.fail(FILE_NOT_FOUND, `loopback: there is no file ${file}`);
    if (location.device.image !== undefined)
      return grub.fail(FILE_NOT_FOUND, `loopback: ${file} lies inside another image`);
    loopbacks.set(name, { name, volume: location.device.volume, image: toText(location.path) });
    return OK;
  },

  'btrfs-mount-subvol'(grub, [device, directory, subvolume]) {
    if (device === undefined || directory === undefined || subvolume === undefined) return BAD_ARGUMENT;
    grub.setting.mounts.set(directory.replace(/\/+$/, ''), subvolume);
    return OK;
  },
};

function property({ name, volume: { identity } }: Device, what: string): string | undefined {
  switch (what) {
    case 'driver':
      return /^[a-z]+/.exec(name)?.[0];
    case 'partmap':
      return /,(gpt|msdos)/.exec(name)?.[1] ?? 'none';
    case 'part-uuid':
      return identity.partuuid ?? 'none';
    case 'fs':
      return identity.type && (FILESYSTEMS[identity.type] ?? identity.type);
    case 'fs-uuid':
      return identity.uuid;
    default:
      return identity.label;
  }
}
