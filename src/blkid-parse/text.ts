const utf8 = new TextDecoder();

/** A label of bytes: up to the first NUL, without white space at its end. Undefined where nothing is left. */
export function label(bytes: Uint8Array): string | undefined {
  const nul = bytes.indexOf(0);
  return trimmed(utf8.decode(nul < 0 ? bytes : bytes.subarray(0, nul)));
}

/** A label of UTF-16 code units: up to the first NUL, without white space at its end. */
export function utf16(bytes: Uint8Array, order: 'le' | 'be'): string | undefined {
  const [low, high] = order === 'le' ? [0, 1] : [1, 0];
  let text = '';
  for (let index = 0; index + 1 < bytes.length; index += 2) {
    const unit = bytes[index + low]! | (bytes[index + high]! << 8);
    if (unit === 0) break;
    text += String.fromCharCode(unit);
  }
  return trimmed(text.toWellFormed());
}

/** A label of ISO 8859-1 characters: up to the first NUL, without white space at its end. */
export function latin1(bytes: Uint8Array): string | undefined {
  const nul = bytes.indexOf(0);
  return trimmed(String.fromCharCode(...(nul < 0 ? bytes : bytes.subarray(0, nul))));
}

// isspace(3) in the C locale; \s would take non-breaking spaces too.
function trimmed(text: string): string | undefined {
  return text.replace(/[ \t\n\v\f\r]+$/, '') || undefined;
}

/** Two lower-case hexadecimal digits a byte. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The 16 bytes of a UUID in the order in which they are written. Undefined where all are zero: none was given. */
export function uuid(bytes: Uint8Array): string | undefined {
  if (bytes.length !== 16 || bytes.every((byte) => byte === 0)) return undefined;
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The 16 bytes of a GUID, whose first three numbers are little-endian on disk: UEFI specification, appendix A. */
export function guid(bytes: Uint8Array): string | undefined {
  if (bytes.length !== 16) return undefined;
  const [a, b, c, d, e, f, g, h, ...rest] = bytes;
  return uuid(Uint8Array.from([d!, c!, b!, a!, f!, e!, h!, g!, ...rest]));
}

/** Four bytes as FAT and exFAT serial numbers are written, last byte first: `1A2B-3C4D`. */
export function serial(bytes: Uint8Array): string {
  return hex(Uint8Array.from(bytes).reverse())
    .toUpperCase()
    .replace(/^(.{4})/, '$1-');
}
