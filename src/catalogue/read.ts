// A catalogue of systems whose installers come over the network, in TOML; initramfs/etc/baton/catalogue.toml says more.

import type { System } from './system.ts';

export interface Catalogue {
  readonly systems: readonly System[];
  /** Sentences: what of the file is not used, and why. */
  readonly problems: readonly string[];
}

/** A file with more bytes is no catalogue. */
export const longestCatalogue = 2 ** 18;
const [mostSystems, mostInitrds, mostStars] = [200, 16, 3];

const texts = ['title', 'mirror', 'directory', 'release', 'kernel', 'cmdline'] as const;
const optional = ['checksums', 'images', 'image'] as const;

/** Never throws. @param name what the file is called in the sentences */
export async function readCatalogue(bytes: Uint8Array, name: string): Promise<Catalogue> {
  if (bytes.length > longestCatalogue)
    return { systems: [], problems: [`${name} is not used: it is longer than ${longestCatalogue} bytes.`] };
  try {
    const { parse } = await import('smol-toml');
    const document = parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes), { maxDepth: 4 });
    return check(document, name);
  } catch (failure) {
    const why = (failure as Error).message.split('\n')[0]!.replace('Invalid TOML document: ', '');
    return { systems: [], problems: [`${name} is not used: it is not TOML (${why}).`] };
  }
}

function check(document: Readonly<Record<string, unknown>>, file: string): Catalogue {
  const systems: System[] = [];
  const problems: string[] = [];
  for (const [name, table] of Object.entries(document).slice(0, mostSystems)) {
    const read = systemOf(name, table);
    if (typeof read === 'string') problems.push(`${file}: [${printable(name)}] is not used: ${read}.`);
    else systems.push(read);
  }
  return { systems, problems };
}

/** @returns what is wrong, where it is no system */
function systemOf(name: string, table: unknown): System | string {
  if (!/^[a-z0-9][\w.-]{0,63}$/i.test(name)) return 'a name has letters, digits, dots and hyphens';
  if (!isTable(table)) return 'it is no table';
  for (const key of texts) if (typeof table[key] !== 'string') return `${key} is missing, or is no text`;
  for (const key of optional)
    if (table[key] !== undefined && typeof table[key] !== 'string') return `${key} is no text`;
  const { initrds = [], architectures } = table;
  if (!Array.isArray(initrds) || initrds.length > mostInitrds || !initrds.every((one) => typeof one === 'string'))
    return 'initrds is no list of texts';
  if (!isTable(architectures) || !Object.values(architectures).every((one) => typeof one === 'string'))
    return 'architectures is missing, or is no table of texts';
  if (String(table.image).split('*').length > mostStars + 1) return `image has more than ${mostStars} *`;
  if ((table.image === undefined) !== (table.images === undefined)) return 'image and images go together';
  const places = [table.kernel, ...initrds, ...optional.map((key) => table[key])].filter(
    (place) => place !== undefined,
  );
  const bad = places.map((place) => String(place).replaceAll('{mirror}', String(table.mirror))).find(notFetchable);
  if (bad !== undefined) return `${printable(bad)} is no URL with http, https or tftp`;
  const known = new Set<string>([...texts, ...optional, 'initrds', 'architectures']);
  const unknown = Object.keys(table).find((key) => !known.has(key));
  if (unknown !== undefined) return `it has ${printable(unknown)}, which no system has`;
  return { ...(table as unknown as Omit<System, 'name' | 'initrds'>), initrds, name };
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

const notFetchable = (url: string): boolean => !/^(?:https?|tftp):\/\/[^/]/i.test(url) || !URL.canParse(url);

const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 64);
