// What stands on a VGA screen in text mode, read from its memory: two bytes a character, its code and its colours.
// https://wiki.osdev.org/Text_mode

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Machine } from './machine.ts';
import { temporaryDirectory } from './temporary.ts';

const memory = { val: 0xb8000, size: 0x8000 };

/** The codes above ASCII that the tests see, of code page 437, which the font of a VGA has. */
const characters: Readonly<Record<number, string>> = {
  16: '\u25ba',
  31: '\u25bc',
  129: 'ü',
  132: 'ä',
  142: 'Ä',
  148: 'ö',
  153: 'Ö',
  154: 'Ü',
  176: '\u2591',
  196: '\u2500',
  219: '\u2588',
  225: 'ß',
};

/**
 * The lines, without blanks at their ends, of every screen of this size that begins with `start`. Linux moves what is
 * shown through the memory, where older screens stay behind.
 */
export async function readVgaTexts(machine: Machine, start: string, columns = 80, rows = 25): Promise<string[][]> {
  using directory = await temporaryDirectory();
  const filename = join(directory.path, 'text');
  await machine.qmp.execute('pmemsave', { ...memory, filename });
  const bytes = await readFile(filename);
  const codes = Buffer.from(bytes.filter((_, at) => at % 2 === 0));
  const screens: string[][] = [];
  for (let at = codes.indexOf(start, 0, 'latin1'); at >= 0; at = codes.indexOf(start, at + 1, 'latin1')) {
    screens.push(Array.from({ length: rows }, (_, row) => lineAt(codes, at + row * columns, columns)));
  }
  return screens;
}

function lineAt(codes: Uint8Array, from: number, columns: number): string {
  const text = [...codes.subarray(from, from + columns)].map((code) => characters[code] ?? String.fromCharCode(code));
  return text.join('').trimEnd();
}
