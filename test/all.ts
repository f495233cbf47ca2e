// npm test: runs the test files, each in a process of its own, and counts.

import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { script } from '../build/script.ts';
import { ensureParts, partsVariable } from '../qemu/parts.ts';
import { findTests, isSlow, type Kind, kindOf, kinds, testsBelow } from './find.ts';
import { runFile } from './run-file.ts';
import { Tally } from './tally.ts';
import { ensureTestTools } from './tools.ts';

const help = `Usage: npm test [-- unit|vm] [FILE …]

Runs baton's tests: first those of single functions (unit: minutes, no virtual
machine), then those that boot virtual machines (vm). One or two files that fail
are run again at the end, alone: what passes then is told as unsteady.
With FILEs (or directories), such as test/vm/road.test.ts, only these. One file
also runs by itself: node build/run.mjs FILE.

  --slow  also those that take long (….slow.test.ts), as npm run test:all
  --help  this text
`;

/** Seconds that a file may take. */
const limits: Readonly<Record<Kind, number>> = { unit: 600, vm: 1800 };
const slowLimit = 3600;
/** How many files of unit tests run at once at most: they share the loop devices and the disk of this machine. */
const width = 4;
const tally = new Tally();

const limitOf = (file: string): number => (isSlow(file) ? slowLimit : limits[kindOf(file)]);

/** Runs the files, `count` at a time, and reports each as it ends. */
async function runAll(files: readonly string[], count: number): Promise<void> {
  const queue = [...files];
  const work = async () => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      tally.add(file, await runFile(file, limitOf(file)));
    }
  };
  await Promise.all(Array.from({ length: count }, work));
}

/** Machine tests without an emulator, an image or a disk would all fail for one reason, which is shown once. */
async function partsAreThere(): Promise<boolean> {
  try {
    process.env[partsVariable] = JSON.stringify(await ensureParts());
    return true;
  } catch (error) {
    console.log(`FAIL  test/vm: the machines' parts could not be made`, error);
    return false;
  }
}

await script(async () => {
  const options = { help: { type: 'boolean' }, slow: { type: 'boolean' } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
  const named = kinds.filter((kind) => positionals.includes(kind));
  const chosen = positionals.filter((word) => !kinds.includes(word as Kind));
  const files =
    chosen.length > 0
      ? (await Promise.all(chosen.map((path) => testsBelow(resolve(path), values.slow)))).flat()
      : await findTests(named.length > 0 ? named : kinds, values.slow);
  const of = (kind: Kind) => files.filter((file) => kindOf(file) === kind);
  // A file that is named asks for its tools itself.
  if (chosen.length === 0) await ensureTestTools(kinds.filter((kind) => of(kind).length > 0));
  await runAll(of('unit'), Math.min(availableParallelism(), width));
  if (of('vm').length > 0) {
    if (await partsAreThere()) await runAll(of('vm'), 1);
    else tally.failed += of('vm').length;
  }
  await tally.again((file) => runFile(file, limitOf(file)));
  console.log(`${tally.passed} passed, ${tally.failed} failed`);
  return tally.failed === 0 ? 0 : 1;
});
