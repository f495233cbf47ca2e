// What the person who starts the machine wants, from the kernel parameters `baton.*`.

export interface Settings {
  /** Seconds until the default boots, instead of what the configuration says: 0 at once, -1 never by itself. */
  readonly timeout?: number;
  /** The entry to boot, by id or title, instead of the configuration's default. */
  readonly boot?: string;
  /** The consoles to show the menu on, as in /sys/class/tty: `ttyS0`. Undefined: every console that the kernel has. */
  readonly consoles?: readonly string[];
  /** Whether the journal is printed on the consoles before the machine is handed over. */
  readonly verbose: boolean;
  /** Sentences about parameters that could not be used. */
  readonly problems: readonly string[];
}

type Writable = { -readonly [K in keyof Settings]: Settings[K] } & { problems: string[] };

/** How one parameter's value is understood; it answers with what it expected when it cannot be. */
type Reader = (value: string, settings: Writable) => string | undefined;

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
  'baton.console': (value, settings) => {
    const names = value.split(',');
    if (!names.every((name) => /^tty[A-Za-z]*\d*$|^hvc\d+$/.test(name))) return 'consoles such as ttyS0,tty0';
    settings.consoles = names;
    return undefined;
  },
};

/** Settings from the kernel's parameters; of two that say the same thing the last one counts. Never throws. */
export function readSettings(parameters: readonly { readonly name: string; readonly value?: string }[]): Settings {
  const settings: Writable = { verbose: false, problems: [] };
  for (const { name, value } of parameters) {
    if (!name.startsWith('baton.')) continue;
    const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
    const given = value === undefined ? name : `${name}=${value}`;
    const known = Object.keys(readers).join(', ');
    if (!reader) settings.problems.push(`The kernel parameter ${given} is not one of baton's (${known}).`);
    else {
      const expected = reader(value ?? '', settings);
      if (expected) settings.problems.push(`The kernel parameter ${given} is not understood: it takes ${expected}.`);
    }
  }
  return settings;
}
