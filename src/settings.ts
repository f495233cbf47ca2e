// What the person who starts the machine wants, from the kernel parameters `baton.*`.

/** A file that opens a LUKS device. */
export interface LuksFile {
  /** The device, in the words of fstab(5): `UUID=…`, `/dev/vda3`. Undefined: any. */
  readonly device?: string;
  /** The volume that the file lies on, in the same words. Undefined: any that has it. */
  readonly volume?: string;
  readonly path: string;
}

/** The header of a LUKS device that does not lie on it: a file, or where there is no volume a device below /dev. */
export interface LuksHeader extends LuksFile {
  readonly device: string;
}

/** What is wished for LUKS devices. */
export interface LuksSettings {
  /** When to ask for a passphrase: at once, from the menu alone, never; undefined: where nothing else can be booted. */
  readonly ask?: 'ask' | 'menu' | 'never';
  readonly keys: readonly LuksFile[];
  readonly headers: readonly LuksHeader[];
  /** Whether what opened the devices of a system is handed on to it. */
  readonly handover: boolean;
}

export interface Settings {
  /** Seconds until the default boots, instead of what the configuration says: 0 at once, -1 never by itself. */
  readonly timeout?: number;
  /** The entry to boot, by id or title, instead of the configuration's default. */
  readonly boot?: string;
  /** The consoles to show the menu on, as in /sys/class/tty: `ttyS0`. Undefined: every console that the kernel has. */
  readonly consoles?: readonly string[];
  /** Whether the journal is printed on the consoles before the machine is handed over. */
  readonly verbose: boolean;
  /** What is done to watchdogs before the machine is handed over: they get their full time again, or are stopped. */
  readonly watchdogs: 'kick' | 'stop';
  readonly luks: LuksSettings;
  /** Sentences about parameters that could not be used. */
  readonly problems: readonly string[];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

type Writable = Mutable<Omit<Settings, 'luks'>> & {
  problems: string[];
  luks: Mutable<LuksSettings> & {
    keys: LuksFile[];
    headers: LuksHeader[];
    /** Devices by the name of the header that lies elsewhere. */
    data: Map<string, string>;
  };
};

/** How one parameter's value is understood; it answers with what it expected when it cannot be. */
type Reader = (value: string, settings: Writable) => string | undefined;

/** `DEVICE=/path`, `DEVICE=/path:VOLUME` (systemd), `/path`, `/path:VOLUME`, `/path:VOLUME:DEVICE` (dracut). */
const fileForms = [
  /^(?<device>.+?)=(?<path>\/[^:]*)(?::(?<volume>.+))?$/,
  /^(?<path>\/[^:]*)(?::(?<volume>[^:]*)(?::(?<device>.+))?)?$/,
];

/** dracut and systemd take a bare UUID as well, and the name `luks-UUID`. */
function deviceName(name: string): string {
  const [, uuid] = /^(?:luks-)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.exec(name) ?? [];
  return uuid === undefined ? name : `UUID=${uuid}`;
}

function readLuksFile(value: string): LuksFile | undefined {
  for (const form of fileForms) {
    const found = form.exec(value)?.groups;
    if (!found) continue;
    const { device, volume, path = '' } = found;
    return { path, ...(volume ? { volume } : {}), ...(device ? { device: deviceName(device) } : {}) };
  }
  return undefined;
}

const luksFile = 'DEVICE=/path:VOLUME, such as UUID=1234-...=/boot.key:LABEL=KEYS';

const readLuksKey: Reader = (value, { luks }) => {
  const file = readLuksFile(value);
  if (!file) return luksFile;
  luks.keys.push(file);
  return undefined;
};

const readers: Readonly<Record<string, Reader>> = {
  'baton.timeout': (value, settings) => {
    if (!/^(-1|\d{1,5})$/.test(value)) return 'a number of seconds, or -1 for no countdown';
    settings.timeout = Number(value);
    return undefined;
  },
  'baton.boot': (value, settings) => {
    if (value === '') return 'an entry by its id or title';
    settings.boot = value;
    return undefined;
  },
  'baton.verbose': (value, settings) => {
    if (value !== '') return 'no value';
    settings.verbose = true;
    return undefined;
  },
  'baton.watchdog': (value, settings) => {
    if (value !== 'kick' && value !== 'stop') return 'kick or stop';
    settings.watchdogs = value;
    return undefined;
  },
  'baton.console': (value, settings) => {
    const names = value.split(',');
    if (!names.every((name) => /^tty[A-Za-z]*\d*$|^hvc\d+$/.test(name))) return 'consoles such as ttyS0,tty0';
    settings.consoles = names;
    return undefined;
  },
  'baton.luks': (value, { luks }) => {
    if (value !== 'ask' && value !== 'menu' && value !== 'never') return 'ask, menu or never';
    luks.ask = value;
    return undefined;
  },
  'baton.luks.key': readLuksKey,
  'baton.luks.header': (value, { luks }) => {
    const file = readLuksFile(value);
    if (file?.device === undefined) return luksFile;
    luks.headers.push({ ...file, device: file.device });
    return undefined;
  },
  'baton.luks.handover': (value, { luks }) => {
    if (value !== '') return 'no value';
    luks.handover = true;
    return undefined;
  },
  // Of dracut.cmdline(7) and systemd-cryptsetup-generator(8), so that baton can be given the parameters of a system.
  'rd.luks.key': readLuksKey,
  'rd.luks.options': (value, { luks }) => {
    const [, uuid, header] = /^([0-9a-f-]{36})=(?:.*,)?header=([^,]+)/i.exec(value) ?? [];
    const file = header === undefined ? undefined : readLuksFile(`${uuid}=${header}`);
    if (file?.device !== undefined) luks.headers.push({ ...file, device: file.device });
    return undefined;
  },
  'rd.luks.data': (value, { luks }) => {
    const [, uuid, device] = /^([0-9a-f-]{36})=(.+)$/i.exec(value) ?? [];
    if (uuid === undefined || device === undefined) return 'UUID=DEVICE';
    luks.data.set(deviceName(uuid), device);
    return undefined;
  },
};

/** Settings from the kernel's parameters; of two that say the same thing the last one counts. Never throws. */
export function readSettings(parameters: readonly { readonly name: string; readonly value?: string }[]): Settings {
  const settings: Writable = {
    verbose: false,
    watchdogs: 'kick',
    luks: { keys: [], headers: [], data: new Map(), handover: false },
    problems: [],
  };
  for (const { name, value } of parameters) {
    const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
    if (!reader && !name.startsWith('baton.')) continue;
    const given = value === undefined ? name : `${name}=${value}`;
    const known = Object.keys(readers).join(', ');
    if (!reader) settings.problems.push(`The kernel parameter ${given} is not one of baton's (${known}).`);
    else {
      const expected = reader(value ?? '', settings);
      if (expected) settings.problems.push(`The kernel parameter ${given} is not understood: it takes ${expected}.`);
    }
  }
  const { data, ...luks } = settings.luks;
  const headers = luks.headers.map((file) => ({ ...file, device: data.get(file.device) ?? file.device }));
  return { ...settings, luks: { ...luks, headers } };
}
