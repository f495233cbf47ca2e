// OpenPGP as text. https://www.rfc-editor.org/rfc/rfc9580#section-6 and #section-7

/** The bytes of all armored blocks one after the other; of what is not armored, the bytes as they are. */
export function unarmored(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1');
  const blocks = [...text.matchAll(/-----BEGIN PGP [A-Z ]+-----\r?\n([^-]*)-----END PGP/g)];
  if (blocks.length === 0) return bytes;
  return Buffer.concat(
    blocks.map(([, block = '']) => {
      // Headers end with an empty line, and a line that begins with = is a checksum.
      const lines = block.split(/\r?\n/);
      const start = lines.findIndex((line) => line.trim() === '');
      const data = lines.slice(start + 1).filter((line) => !line.startsWith('='));
      return Buffer.from(data.join(''), 'base64');
    }),
  );
}

export interface Cleartext {
  /** What the signature is of, with line ends as the signature wants them. */
  readonly signed: Uint8Array;
  /** Armored. */
  readonly signature: Uint8Array;
}

/** A text that has its own signature below it, as Fedora's CHECKSUM files are. @returns undefined for other files */
export function cleartextOf(bytes: Uint8Array): Cleartext | undefined {
  const text = Buffer.from(bytes).toString('latin1');
  const head = /^-----BEGIN PGP SIGNED MESSAGE-----\r?\n(?:[^\r\n]+\r?\n)*\r?\n/.exec(text);
  const end = text.indexOf('\n-----BEGIN PGP SIGNATURE-----');
  if (!head || end < head[0].length) return undefined;
  const lines = text.slice(head[0].length, end).split('\n');
  const plain = lines.map((line) => line.replace(/^- /, '').replace(/[ \t\r]+$/, ''));
  return {
    signed: Buffer.from(plain.join('\r\n'), 'latin1'),
    signature: Buffer.from(text.slice(end + 1), 'latin1'),
  };
}
