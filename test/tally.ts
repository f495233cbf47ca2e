// Counts what test files came to, and runs again what failed.

import { relative, resolve } from 'node:path';
import type { FileResult } from './run-file.ts';

const checkout = resolve(import.meta.dirname, '..');
/** Where more files than these failed it is no accident of a busy machine. */
const mostAgain = 2;

export class Tally {
  passed = 0;
  failed = 0;
  /** What failed, with how many tests, in the order in which it ended. */
  readonly #failures: { readonly file: string; readonly failed: number }[] = [];
  readonly #print: (line: string) => void;

  constructor(print: (line: string) => void = console.log) {
    this.#print = print;
  }

  add(file: string, result: FileResult): void {
    this.passed += result.passed;
    this.failed += result.failed;
    if (result.failed > 0) this.#failures.push({ file, failed: result.failed });
    this.#say(result.failed > 0 ? 'FAIL' : 'ok', file, result);
  }

  /**
   * Runs the one or two files that failed once more, each alone on this machine, which was busy with others before.
   * What passes then is told as unsteady, with its first output above, and no longer counts as failed.
   */
  async again(run: (file: string) => Promise<FileResult>): Promise<void> {
    if (this.#failures.length > mostAgain) return;
    for (const { file, failed } of this.#failures) {
      const result = await run(file);
      this.#say(result.failed > 0 ? 'FAIL again' : 'UNSTEADY, now ok', file, result);
      if (result.failed === 0) {
        this.failed -= failed;
        this.passed += failed;
      }
    }
  }

  #say(how: string, file: string, { passed, failed, skipped, seconds, output, problem }: FileResult): void {
    const counts = [`${passed} passed`, ...(failed > 0 ? [`${failed} failed`] : [])];
    if (skipped > 0) counts.push(`${skipped} skipped`);
    this.#print(`${how.padEnd(5)} ${relative(checkout, file)}  ${counts.join(', ')}, ${seconds.toFixed(1)} s`);
    if (failed === 0) return;
    this.#print(output.trimEnd().replace(/^/gm, '    '));
    if (problem) this.#print(`    ${problem}`);
  }
}
