import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const text = readFileSync(join(import.meta.dirname, 'scripts.txt'), 'utf8');

/** The scripts of scripts.txt by their names, and what cannot be written in a text file. */
export const scripts: ReadonlyMap<string, string> = new Map([
  ...text
    .split(/^== /m)
    .slice(1)
    .map((piece): [string, string] => {
      const end = piece.indexOf('\n');
      return [piece.slice(0, end), piece.slice(end + 1)];
    }),
  ['carriage returns and a NUL', 'a=1\r\nb=2\0c\nmenuentry x {\r\nlinux $d/vmlinuz $a $b\r\n}\r\n'],
]);
