// A file that has to fit into a flash chip.

import { rm, writeFile } from 'node:fs/promises';
import { wholeFile } from '../whole-file.ts';

const mebibyte = 2 ** 20;
const inMebibytes = (bytes: number) => (bytes / mebibyte).toFixed(1);

/**
 * Writes the payload to `path`, and returns that. Throws a sentence where it has more bytes than the budget; one of an
 * earlier build is taken away then, because it would be taken for this one.
 */
export async function writeWithin(path: string, bytes: Uint8Array, budget: number | undefined): Promise<string> {
  if (budget !== undefined && bytes.length > budget) {
    await rm(path, { force: true });
    const over = `${inMebibytes(bytes.length)} MiB, ${inMebibytes(bytes.length - budget)} more than its budget`;
    throw new Error(
      `the payload has ${over} of ${inMebibytes(budget)} MiB: take a smaller kernel or profile, such as --kernel firmware --profile minimal`,
    );
  }
  return wholeFile(path, (temporary) => writeFile(temporary, bytes));
}
