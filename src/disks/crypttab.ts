// crypttab(5), as Debian's cryptsetup and systemd read it: which devices are opened by which name, with which key.

import type { Volume } from '../entry/volume.ts';

export interface CrypttabLine {
  /** Of the mapping: `/dev/mapper/NAME`. */
  readonly name: string;
  /** The encrypted device, in the words of fstab(5). */
  readonly device: string;
  /** The third field, where it names a key file: see {@link keyPlace}. */
  readonly key?: string;
  readonly options: readonly string[];
}

const longest = 1000;

/** The lines of a crypttab; what is incomplete is passed over. Blanks in names are written as `\040`. */
export function readCrypttab(text: string): CrypttabLine[] {
  const lines: CrypttabLine[] = [];
  for (const raw of text.split('\n').slice(0, longest)) {
    const [name, device, key = 'none', options = ''] = raw.trim().split(/[ \t]+/);
    if (!name || name.startsWith('#') || !device) continue;
    lines.push({
      name: withoutEscapes(name),
      device: withoutEscapes(device),
      ...(key === 'none' || key === '-' ? {} : { key: withoutEscapes(key) }),
      options: options.split(',').filter((option) => option !== ''),
    });
  }
  return lines;
}

function withoutEscapes(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

/** Where the system on a volume keeps it: the second is what goes into the initrd of Arch Linux. */
const paths = ['/etc/crypttab', '/etc/crypttab.initramfs'];

/** What the system on `volume` says; nothing where it has none. Raises what the medium raises. */
export async function crypttabOn(volume: Volume): Promise<CrypttabLine[]> {
  const lines: CrypttabLine[] = [];
  for (const path of paths) {
    const bytes = await volume.read(path, 2 ** 16);
    if (bytes) lines.push(...readCrypttab(Buffer.from(bytes).toString()));
  }
  return lines;
}

export interface KeyPlace {
  readonly path: string;
  /** In the words of fstab(5); undefined: the volume that the crypttab is on. */
  readonly volume?: string;
  /** Bytes before the key, and of the key. */
  readonly offset: number;
  readonly size?: number;
}

/** Where the key of a line lies; undefined where it is asked for, made by a program, or random. */
export function keyPlace({ key, options }: CrypttabLine): KeyPlace | undefined {
  if (key === undefined) return undefined;
  const value = (name: string): string | undefined =>
    options.find((option) => option.startsWith(`${name}=`))?.slice(name.length + 1);
  const number = (name: string): number | undefined => {
    const text = value(name);
    return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
  };
  const script = value('keyscript');
  // Debian's passdev has DEVICE:/path, and systemd /path:DEVICE.
  const found = script?.endsWith('passdev')
    ? /^(?<volume>[^:]+):(?<path>\/[^:]*)/.exec(key)
    : /^(?<path>\/(?!dev\/)[^:]*)(?::(?<volume>.+))?$/.exec(key);
  const { path, volume } = found?.groups ?? {};
  if (path === undefined || (script !== undefined && !script.endsWith('passdev'))) return undefined;
  const size = number('keyfile-size');
  return {
    path,
    offset: number('keyfile-offset') ?? 0,
    ...(volume === undefined ? {} : { volume }),
    ...(size === undefined ? {} : { size }),
  };
}
