import { readKeyValues } from './lines.ts';

/** What an entry file of type 1 says, as it is written there. */
export interface EntryFile {
  readonly title?: string;
  readonly version?: string;
  readonly machineId?: string;
  readonly sortKey?: string;
  /** Which key names what is booted. */
  readonly loader: 'linux' | 'efi' | 'uki' | 'uki-url';
  readonly image: string;
  readonly initrds: readonly string[];
  readonly options: readonly string[];
  readonly devicetree?: string;
  readonly overlays: readonly string[];
  /** Number of the profile to boot of a unified kernel image. */
  readonly profile?: number;
  /** Resources that baton does not pass on: credentials and extension images. */
  readonly extras: readonly string[];
}

const LOADERS: readonly string[] = ['linux', 'efi', 'uki', 'uki-url'] satisfies EntryFile['loader'][];

/**
 * Reads an entry file; keys that are not known are passed over, and of a key that counts once the last is taken.
 * https://uapi-group.org/specifications/specs/boot_loader_specification/#type-1-boot-loader-entry-keys
 * @param architecture this machine's, as EFI names it; an entry for another one is none
 * @returns why it is no entry, in place of one: the end of a sentence that begins with the file's name
 */
export function parseEntryFile(bytes: Uint8Array, architecture: string): EntryFile | string {
  const values = new Map<string, string[]>();
  for (const { key, value } of readKeyValues(bytes)) {
    if (key === 'architecture' && value.toLowerCase() !== architecture)
      return `is for the architecture ${value}, and this machine is ${architecture}`;
    const known = values.get(key);
    if (known) known.push(value);
    else values.set(key, [value]);
  }
  const [loader, other] = [...values.keys()].filter((key) => LOADERS.includes(key));
  if (loader === undefined) return 'names nothing to boot: it has none of the keys linux, efi and uki';
  if (other !== undefined) return `has both of the keys ${loader} and ${other}, so what it boots is not known`;
  const last = (key: string) => values.get(key)?.at(-1);
  const all = (key: string) => values.get(key) ?? [];
  const profile = /^[0-9]{1,3}$/.exec(last('profile') ?? '');
  return {
    ...defined({
      title: last('title'),
      version: last('version'),
      machineId: last('machine-id'),
      sortKey: last('sort-key'),
      devicetree: last('devicetree'),
      profile: profile ? Number(profile[0]) : undefined,
    }),
    loader: loader as EntryFile['loader'],
    image: last(loader)!,
    initrds: all('initrd'),
    options: all('options'),
    overlays: all('devicetree-overlay').flatMap((value) => value.split(/[ \t]+/)),
    extras: all('extra'),
  };
}

/** Without the fields that are undefined. */
function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
