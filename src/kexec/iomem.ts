/** One line of /proc/iomem. */
export interface IomemRange {
  /** How many ranges it lies in. */
  readonly depth: number;
  /** Physical addresses of the first byte and the last. */
  readonly start: number;
  readonly end: number;
  readonly name: string;
}

/** Reads the text of /proc/iomem; a line of another form is passed over. Without root all addresses are 0. */
export function parseIomem(text: string): IomemRange[] {
  return text.split('\n').flatMap((line) => {
    const [, blanks, start, end, name] = /^( *)([0-9a-f]{1,16})-([0-9a-f]{1,16}) : (.*)$/.exec(line) ?? [];
    if (name === undefined) return [];
    return [{ depth: blanks!.length / 2, start: Number.parseInt(start!, 16), end: Number.parseInt(end!, 16), name }];
  });
}
