import { toBytes } from '../bytes.ts';
import type { Device } from '../device.ts';
import type { Interpreter } from '../interpreter.ts';
import { andThen, type Maybe } from '../maybe.ts';
import { type Options, parseOptions } from '../options.ts';
import { BAD_ARGUMENT, FILE_NOT_FOUND, INVALID_COMMAND, OK, type Status } from '../status.ts';
import type { CommandTable } from './command.ts';

const OPTIONS = {
  lenient: true,
  short: { f: 'file', l: 'label', u: 'fs-uuid', s: 'set', n: 'no-floppy', h: 'hint', r: 'root-dev-only' },
  long: {
    file: 'flag',
    label: 'flag',
    'fs-uuid': 'flag',
    set: 'optional',
    'no-floppy': 'flag',
    'efidisk-only': 'flag',
    'cryptodisk-only': 'flag',
    'root-dev-only': 'flag',
    hint: 'value',
    'hint-ieee1275': 'value',
    'hint-bios': 'value',
    'hint-baremetal': 'value',
    'hint-efi': 'value',
    'hint-arc': 'value',
  },
} as const;

type By = 'uuid' | 'label' | 'file';
const WANTS = { uuid: 'UUID=', label: 'LABEL=', file: 'FILE=' } as const;

/** `search` and its short forms (grub-core/commands/search.c, search_wrap.c). */
export const search: CommandTable = {
  search(grub, given) {
    const options = parseOptions(given, OPTIONS);
    if (typeof options === 'string') return grub.fail(BAD_ARGUMENT, `search: ${options}`);
    const { values } = options;
    const set = values.get('set')?.at(-1);
    const [named] = options.args.filter((arg) => !arg.startsWith('--hint-'));
    // `--set` takes the next argument for a variable's name; where that was the last one, it was what to search for.
    const key = named ?? (set || undefined);
    if (key === undefined) return grub.fail(BAD_ARGUMENT, 'search for nothing');
    const variable = named === undefined ? 'root' : set === undefined ? undefined : set || 'root';
    const by = values.has('label') ? 'label' : values.has('fs-uuid') ? 'uuid' : values.has('file') ? 'file' : undefined;
    if (!by) return grub.fail(INVALID_COMMAND, `search ${key}: it does not say whether that is a UUID, label or file`);
    return find(grub, by, key, variable, hints(options, grub.environment.get('grub_platform')));
  },
  'search.fs_uuid': (grub, args) => short(grub, 'uuid', args),
  'search.fs_label': (grub, args) => short(grub, 'label', args),
  'search.file': (grub, args) => short(grub, 'file', args),
};

function short(grub: Interpreter, by: By, [key, variable, ...hinted]: string[]): Maybe<Status> {
  return key === undefined ? BAD_ARGUMENT : find(grub, by, key, variable, hinted);
}

function hints({ values }: Options, platform: string | undefined): string[] {
  const names = ['hint', platform === 'efi' ? 'hint-efi' : 'hint-bios', 'hint-baremetal'];
  return names.flatMap((name) => values.get(name) ?? []);
}

function find(grub: Interpreter, by: By, key: string, variable: string | undefined, hinted: string[]): Maybe<Status> {
  const devices = [...hinted.flatMap((hint) => hintedDevices(grub, hint)), ...grub.files.devices()];
  return andThen(firstMatch(grub, devices, by, key), (device) => {
    if (device) {
      if (variable !== undefined) grub.environment.set(variable, device.name);
      return OK;
    }
    const what = by === 'uuid' ? `filesystem with UUID ${key}` : by === 'label' ? `filesystem labelled ${key}` : key;
    if (variable === undefined) return grub.fail(FILE_NOT_FOUND, `search found no ${what}`);
    grub.environment.miss(variable, WANTS[by] + key);
    const kept = grub.environment.get(variable);
    return grub.fail(FILE_NOT_FOUND, `search found no ${what}; $${variable} stays ${kept || 'empty'}`);
  });
}

function hintedDevices(grub: Interpreter, hint: string): Device[] {
  if (hint.endsWith(',')) return grub.files.devices().filter(({ name }) => name.startsWith(hint));
  const device = grub.files.device(hint);
  return device ? [device] : [];
}

function firstMatch(grub: Interpreter, devices: Device[], by: By, key: string): Maybe<Device | undefined> {
  if (by === 'file') return firstWithFile(grub, devices, key);
  return devices.find(({ volume: { identity }, image }) => {
    if (image !== undefined) return false;
    if (by === 'label') return identity.label !== undefined && toBytes(identity.label) === key;
    return identity.uuid?.toLowerCase() === key.toLowerCase();
  });
}

async function firstWithFile(grub: Interpreter, devices: Device[], path: string): Promise<Device | undefined> {
  for (const device of devices) {
    const stat = await grub.files.stat(grub.files.at(device.name, device, path));
    if (stat && stat.kind !== 'directory') return device;
  }
  return undefined;
}
