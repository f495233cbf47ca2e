// The picture of a VGA screen, as QEMU's screendump writes it in the format PPM.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Machine } from './machine.ts';
import { temporaryDirectory } from './temporary.ts';

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Three bytes a pixel (red, green, blue), row by row from the top. */
  readonly pixels: Uint8Array;
}

/** Takes a picture of the machine's screen. Throws if the machine has no graphics. */
export async function takePicture(machine: Machine): Promise<Picture> {
  using directory = await temporaryDirectory();
  const filename = join(directory.path, 'screen.ppm');
  await machine.qmp.execute('screendump', { filename });
  const bytes = await readFile(filename);
  const head = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(bytes.subarray(0, 64).toString('latin1'));
  if (!head) throw new Error('QEMU wrote a screen that is no PPM picture');
  return { width: Number(head[1]), height: Number(head[2]), pixels: bytes.subarray(head[0].length) };
}

/** How bright a row of text is on average, from 0 to 255, where the screen shows `rows` of them. */
export function brightness({ width, height, pixels }: Picture, row: number, rows: number): number {
  const from = Math.floor((row * height) / rows) * width * 3;
  const to = Math.floor(((row + 1) * height) / rows) * width * 3;
  let sum = 0;
  for (let at = from; at < to; at++) sum += pixels[at] ?? 0;
  return sum / (to - from);
}
