// The test files.

import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** In the order in which they run: what is quick to fail comes first. */
export const kinds = ['unit', 'vm'] as const;
export type Kind = (typeof kinds)[number];

/** All test files of these kinds, by kind and then by name. */
export async function findTests(of: readonly Kind[]): Promise<string[]> {
  const files: string[] = [];
  for (const kind of of) {
    const directory = join(import.meta.dirname, kind);
    const names = await readdir(directory, { recursive: true });
    const tests = names.filter((name) => name.endsWith('.test.ts')).sort();
    files.push(...tests.map((name) => join(directory, name)));
  }
  return files;
}

/** Whether a test file boots machines; a file outside test/vm does not. */
export function kindOf(file: string): Kind {
  return relative(import.meta.dirname, file).startsWith('vm/') ? 'vm' : 'unit';
}
