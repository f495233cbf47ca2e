// The lines that entry files, loader.conf and os-release are made of: a key, a separator, and a value.

export interface Line {
  /** From 1. */
  readonly number: number;
  /** Empty for an empty line. */
  readonly key: string;
  /** The rest behind the separator, with any blanks at its end; empty where there is none. */
  readonly value: string;
}

/** Lines without their comments (`#`), in order. Blanks before the key do not count. */
export function* readLines(text: string, separator: 'blanks' | '=' = 'blanks'): Generator<Line> {
  const pattern = separator === 'blanks' ? /^[ \t]*([^ \t]*)[ \t]*(.*)$/s : /^[ \t]*([^=]*)=*(.*)$/s;
  let number = 0;
  for (const line of text.split(/\r\n|\n|\r/)) {
    number += 1;
    const [, key = '', value = ''] = pattern.exec(line) ?? [];
    if (!key.startsWith('#')) yield { number, key, value };
  }
}

/**
 * The lines that have a key and a value, as systemd-boot reads them: what follows a NUL is not there, blanks at the
 * end do not count, and quotes around the whole value go. (systemd: `line_get_key_value`, src/boot/efi-string.c.)
 */
export function* readKeyValues(bytes: Uint8Array, separator: 'blanks' | '=' = 'blanks'): Generator<Line> {
  const end = bytes.indexOf(0);
  const text = Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString('utf8');
  for (const { number, key, value } of readLines(text, separator)) {
    const trimmed = withoutBlanksAtEnd(value);
    if (trimmed !== '') yield { number, key, value: trimmed.replace(/^(["'])(.*)\1$/s, '$2') };
  }
}

/** No pattern for it: on a long run of blanks within the text it would take the square of its length. */
function withoutBlanksAtEnd(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === ' ' || text[end - 1] === '\t')) end -= 1;
  return text.slice(0, end);
}
