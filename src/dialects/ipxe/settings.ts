import { type SettingType, settingTypes } from './setting-types.ts';

/** Types of the settings that are not text. https://ipxe.org/cfg */
const TYPES: Readonly<Record<string, string>> = {
  mac: 'hex',
  hwaddr: 'hex',
  busid: 'hex',
  ip: 'ipv4',
  netmask: 'ipv4',
  gateway: 'ipv4',
  dns: 'ipv4',
  'next-server': 'ipv4',
  'dhcp-server': 'ipv4',
  syslog: 'ipv4',
  ntp: 'ipv4',
  uuid: 'uuid',
  errno: 'uint32',
  memsize: 'int32',
  priority: 'int8',
  'keep-san': 'int8',
  'skip-san-boot': 'int8',
};

/** Numbers of DHCP options (RFC 2132) that stand for a setting with a name. */
const TAGS: Readonly<Record<string, string>> = {
  1: 'netmask',
  3: 'gateway',
  6: 'dns',
  12: 'hostname',
  15: 'domain',
  17: 'root-path',
  54: 'dhcp-server',
  60: 'vendor-class',
  67: 'filename',
  77: 'user-class',
  97: 'uuid',
};

interface Value {
  readonly bytes: Uint8Array;
  readonly type: SettingType;
}

interface Name {
  readonly block: string;
  readonly name: string;
  /** Undefined where none is written; `null` where there is no such type. */
  readonly type: SettingType | undefined | null;
}

const MAX_EXPANSIONS = 100;
const MAX_LENGTH = 4_096;
const MAX_SETTINGS = 1_000;

/** What an expansion takes of the work that is left, and what it finds missing. */
export interface Meter {
  left: number;
  unknown(name: string): void;
}

/** iPXE's settings: `name`, `BLOCK/name`, either with `:TYPE`. https://ipxe.org/cfg */
export class Settings {
  readonly #values: Map<string, Value>;

  constructor(values: ReadonlyMap<string, Value> = new Map()) {
    this.#values = new Map(values);
  }

  get size(): number {
    return this.#values.size;
  }

  clone(): Settings {
    return new Settings(this.#values);
  }

  /** @returns whether the name and the value are possible; an empty value clears the setting */
  set(written: string, text: string): boolean {
    const { block, name, type } = parseName(written);
    if (type === null) return false;
    const own = type ?? typeOf(name);
    const bytes = text === '' ? undefined : own.parse(text.slice(0, MAX_LENGTH));
    if (bytes) this.#store(`${block}/${name}`, { bytes, type: own });
    else if (text === '') this.#values.delete(`${block}/${name}`);
    return text === '' || bytes !== undefined;
  }

  setBytes(written: string, bytes: Uint8Array, type: SettingType): void {
    const { block, name } = parseName(written);
    this.#store(`${block}/${name}`, { bytes, type });
  }

  /** The bytes and the type of a setting; one without a block is looked for in all of them. */
  find(written: string): Value | undefined {
    const { block, name, type } = parseName(written);
    if (type === null) return undefined;
    const own = this.#values.get(`${block}/${name}`) ?? (block === '' ? this.#inAnyBlock(name) : undefined);
    return own && { bytes: own.bytes, type: type ?? own.type };
  }

  get(written: string): string | undefined {
    const value = this.find(written);
    return value?.type.format(value.bytes);
  }

  /**
   * A text with its `${…}` replaced, the innermost first, and what they stand for as well.
   * (iPXE: `expand_settings`, src/core/settings.c.)
   * @param meter takes the names that stand for nothing
   */
  expand(text: string, meter: Meter): string {
    let expanded = text;
    for (let count = 0; count < MAX_EXPANSIONS && meter.left > 0; count += 1) {
      const first = expanded.indexOf('${');
      const end = first < 0 ? -1 : expanded.indexOf('}', first);
      if (end < 0) return expanded;
      const start = expanded.lastIndexOf('${', end - 1);
      const name = expanded.slice(start + 2, end);
      const value = this.get(name);
      if (value === undefined) meter.unknown(name);
      expanded = (expanded.slice(0, start) + (value ?? '') + expanded.slice(end + 1)).slice(0, MAX_LENGTH);
      meter.left -= 1 + expanded.length / 200;
    }
    return expanded;
  }

  /** More settings than any script has are not kept. */
  #store(key: string, value: Value): void {
    if (this.#values.size < MAX_SETTINGS || this.#values.has(key)) this.#values.set(key, value);
  }

  #inAnyBlock(name: string): Value | undefined {
    const end = `/${name}`;
    for (const [key, value] of this.#values)
      if (key.endsWith(end) && key.indexOf('/') === key.length - end.length) return value;
    return undefined;
  }
}

/**
 * `netX` is the interface that was opened last: the first, as far as a configuration can tell. What DHCP has told of an
 * interface (`net0.dhcp`) is found by its own name as well.
 */
function parseName(written: string): Name {
  const slash = written.indexOf('/');
  const block =
    slash < 0
      ? ''
      : written
          .slice(0, slash)
          .replace(/^netX(?=$|\.)/, 'net0')
          .replace(/^(net\d+)\.dhcp$/, '$1');
  const [name = '', typeName] = written.slice(slash + 1).split(/:(.*)/s);
  const type =
    typeName === undefined ? undefined : Object.hasOwn(settingTypes, typeName) ? settingTypes[typeName]! : null;
  return { block, name: Object.hasOwn(TAGS, name) ? TAGS[name]! : name, type };
}

function typeOf(name: string): SettingType {
  return settingTypes[Object.hasOwn(TYPES, name) ? TYPES[name]! : 'string']!;
}
