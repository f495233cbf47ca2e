/** The text of a script as GRUB's reader hands it to the lexer, and where its lines were in the file. */
export interface SourceText {
  /** Byte string; empty, or ends in a newline. */
  readonly text: string;
  /** Where lines were left out: at this offset of `text`, so many lines of the file are missing. In order. */
  readonly gaps: readonly { readonly offset: number; readonly lines: number }[];
  /** Line of the file that `text` begins on, counted from 1. */
  readonly firstLine: number;
}

/** Text that a command was given (`eval`, `--source`): nothing is left out of it. */
export function commandText(text: string, firstLine: number): SourceText {
  return { text: ensureNewline(text), gaps: [], firstLine };
}

/**
 * A configuration file as GRUB reads it line by line: carriage returns vanish, a line ends at a NUL, and a line whose
 * first character is `#` is left out even within a quoted string or after a continuation.
 * (GRUB: `grub_file_getline` and `read_config_file` in grub-core/normal/main.c.)
 */
export function fileText(bytes: Uint8Array): SourceText {
  let text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  if (text.includes('\r')) text = text.replaceAll('\r', '');
  if (text.includes('\0')) text = text.replace(/\0[^\n]*/g, '');
  text = ensureNewline(text);
  const gaps: { offset: number; lines: number }[] = [];
  const kept: string[] = [];
  let length = 0;
  let at = 0;
  while (at < text.length) {
    const comment = text[at] === '#' ? at : text.indexOf('\n#', at) + 1;
    if (comment === 0) break;
    kept.push(text.slice(at, comment));
    length += comment - at;
    let lines = 0;
    for (at = comment; text[at] === '#'; lines += 1) at = text.indexOf('\n', at) + 1;
    gaps.push({ offset: length, lines });
  }
  kept.push(text.slice(at));
  return { text: kept.join(''), gaps, firstLine: 1 };
}

function ensureNewline(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
