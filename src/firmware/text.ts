// Text as UEFI has it: UTF-16, little-endian, with a NUL at its end.

/** The text with its NUL. */
export function encodeText(text: string): Buffer {
  return Buffer.from(`${text}\0`, 'utf16le');
}

/** The text before the first NUL, or all of it where there is none; a byte that is left over is dropped. */
export function decodeText(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.subarray(0, bytes.length & ~1)).toString('utf16le');
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}

/** Several texts, one behind the other, each with its NUL: the form of LoaderEntries. */
export function encodeTexts(texts: readonly string[]): Buffer {
  return Buffer.concat(texts.map(encodeText));
}
