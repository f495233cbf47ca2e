/** A line of fstab(5). */
export interface FstabLine {
  /** `UUID=…`, `/dev/sda1`, … */
  readonly source: string;
  readonly target: string;
  readonly type: string;
  readonly options: readonly string[];
}

const MAX_LINES = 1_000;

/** The lines of an fstab; what is incomplete is passed over. Blanks in names are written as `\040`. */
export function readFstab(text: string): FstabLine[] {
  const lines: FstabLine[] = [];
  for (const raw of text.split('\n').slice(0, MAX_LINES)) {
    const [source, target, type, options = ''] = raw
      .trim()
      .split(/[ \t]+/)
      .map(withoutEscapes);
    if (!source || source.startsWith('#') || !target || !type) continue;
    lines.push({ source, target, type, options: options.split(',') });
  }
  return lines;
}

function withoutEscapes(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
