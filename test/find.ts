// The test files.

import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** In the order in which they run: what is quick to fail comes first. */
export const kinds = ['unit', 'vm'] as const;
export type Kind = (typeof kinds)[number];

/** All test files of these kinds, by kind and then by name; with `slow`, those that take long as well. */
export async function findTests(of: readonly Kind[], slow = false): Promise<string[]> {
  const files: string[] = [];
  for (const kind of of) {
    files.push(...(await testsBelow(join(import.meta.dirname, kind), slow)));
  }
  return files;
}

/** Files of tests that take long, such as those that boot several systems up to their login prompts. */
export const isSlow = (name: string): boolean => name.endsWith('.slow.test.ts');

/**
 * The test files in `path`, if it is a directory, with `slow` those that take long as well; and else `path` itself.
 * Throws a sentence if there are none.
 */
export async function testsBelow(path: string, slow = false): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new Error(`there is no file ${path}`);
  if (found.isFile()) return [path];
  const names = await readdir(path, { recursive: true });
  const tests = names.filter((name) => name.endsWith('.test.ts') && (slow || !isSlow(name))).sort();
  if (tests.length === 0) throw new Error(`there are no tests (….test.ts) in ${path}`);
  return tests.map((name) => join(path, name));
}

/** Whether a test file boots machines; a file outside test/vm does not. */
export function kindOf(file: string): Kind {
  return relative(import.meta.dirname, file).startsWith('vm/') ? 'vm' : 'unit';
}
