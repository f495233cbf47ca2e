// The types that a setting's bytes can be written as. (iPXE: "Setting types" in src/core/settings.c)

export interface SettingType {
  /** The bytes that a text stands for; undefined where it stands for none. */
  parse(text: string): Uint8Array | undefined;
  /** The text for bytes; undefined where they are none of this type. */
  format(bytes: Uint8Array): string | undefined;
}

const string: SettingType = {
  parse: (text) => Buffer.from(text, 'utf8'),
  format: (bytes) => Buffer.from(bytes).toString('utf8'),
};

const uristring: SettingType = {
  parse: (text) =>
    Buffer.from(
      text.replace(/%([0-9a-f]{2})/gi, (_, digits) => String.fromCharCode(Number.parseInt(digits, 16))),
      'latin1',
    ),
  format: (bytes) =>
    Buffer.from(bytes)
      .toString('latin1')
      .replace(/[^A-Za-z0-9\-._~]/g, (char) => `%${hexByte(char.charCodeAt(0)).toUpperCase()}`),
};

const base64: SettingType = {
  parse: (text) => Buffer.from(text, 'base64'),
  format: (bytes) => Buffer.from(bytes).toString('base64'),
};

const ipv4: SettingType = {
  parse(text) {
    const bytes = text.split('.').map(Number);
    return bytes.length === 4 && bytes.every((byte) => Number.isInteger(byte) && byte >= 0 && byte < 256)
      ? Uint8Array.from(bytes)
      : undefined;
  },
  format: (bytes) => (bytes.length >= 4 ? bytes.subarray(0, 4).join('.') : undefined),
};

const uuid: SettingType = {
  parse(text) {
    const digits = text.replaceAll('-', '');
    return /^[0-9a-f]{32}$/i.test(digits) ? Buffer.from(digits, 'hex') : undefined;
  },
  format: (bytes) =>
    bytes.length === 16
      ? Buffer.from(bytes)
          .toString('hex')
          .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
      : undefined,
};

/** The same with the first three fields in the other byte order, as EFI has them. */
const guid: SettingType = {
  parse: (text) => mangle(uuid.parse(text)),
  format: (bytes) => (bytes.length === 16 ? uuid.format(mangle(bytes)!) : undefined),
};

function mangle(bytes: Uint8Array | undefined): Uint8Array | undefined {
  if (!bytes) return undefined;
  return Buffer.concat([
    bytes.slice(0, 4).reverse(),
    bytes.slice(4, 6).reverse(),
    bytes.slice(6, 8).reverse(),
    bytes.subarray(8),
  ]);
}

function hex(separator: string): SettingType {
  return {
    parse(text) {
      const pairs = separator === '' ? (text.match(/[\s\S]{1,2}/g) ?? []) : text.split(separator);
      return pairs.every((pair) => /^[0-9a-f]{2}$/i.test(pair)) ? Buffer.from(pairs.join(''), 'hex') : undefined;
    },
    format: (bytes) => Array.from(bytes, hexByte).join(separator),
  };
}

function integer(size: number, signed: boolean): SettingType {
  return {
    parse: (text) => {
      const value = parseNumber(text);
      return value === undefined ? undefined : numberBytes(value, size);
    },
    format(bytes) {
      const value = numberOf(bytes, signed);
      return signed || value === 0n ? String(value) : `0x${value.toString(16)}`;
    },
  };
}

/** A number in C's notation, as strtoul(3) takes it; undefined where something else follows. */
export function parseNumber(text: string): bigint | undefined {
  if (!/^[+-]?(?:0x[0-9a-f]+|[0-9]+)$/i.test(text)) return undefined;
  const digits = text.replace(/^[+-]/, '').replace(/^0([0-7]+)$/, '0o$1');
  if (digits.length > 24 || (/^0[0-9]/.test(digits) && !digits.startsWith('0o'))) return undefined;
  return text.startsWith('-') ? -BigInt(digits) : BigInt(digits);
}

export function numberBytes(value: bigint, size: number): Uint8Array {
  const digits = BigInt.asUintN(size * 8, value).toString(16);
  return Buffer.from(digits.padStart(size * 2, '0'), 'hex');
}

/** The number that bytes are, the highest first. Of more than eight, the last eight. */
export function numberOf(bytes: Uint8Array, signed: boolean): bigint {
  const last = bytes.subarray(-8);
  const value = BigInt(`0x0${Buffer.from(last).toString('hex')}`);
  return signed ? BigInt.asIntN(Math.max(last.length, 1) * 8, value) : value;
}

function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

export const settingTypes: Readonly<Record<string, SettingType>> = {
  string,
  uristring,
  base64,
  ipv4,
  uuid,
  guid,
  hex: hex(':'),
  hexhyp: hex('-'),
  hexraw: hex(''),
  int8: integer(1, true),
  int16: integer(2, true),
  int32: integer(4, true),
  uint8: integer(1, false),
  uint16: integer(2, false),
  uint32: integer(4, false),
};
