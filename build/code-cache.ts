// V8's code cache of a script: https://nodejs.org/api/vm.html#scriptcreatecacheddata

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * Runs in the Node that the cache is for. Functions are compiled at once and not when first called, and are kept, so
 * that all are in the cache. The order of V8's tables follows a random seed, unless it is given; but a cache is accepted
 * only by a process with the flags that it was made with, hence the flags are back at their defaults when it is written.
 */
const maker = `
const { readFileSync, writeFileSync } = require('node:fs');
const { setFlagsFromString } = require('node:v8');
const { Script } = require('node:vm');
const [source, filename, output] = process.argv.slice(1);
for (const flag of ['--no-lazy', '--no-flush-bytecode']) setFlagsFromString(flag);
const script = new Script(readFileSync(source, 'utf8'), { filename });
for (const flag of ['--lazy', '--flush-bytecode', '--hash-seed=0', '--random-seed=0']) setFlagsFromString(flag);
writeFileSync(output, script.createCachedData());
`;
/** Many times what an emulated Node takes. */
const timeout = 300_000;
const seeds = ['--hash-seed=1', '--random-seed=1'];

/**
 * The code cache of the script `text` for the Node that `node` starts, its path or an emulator and its path, as loaded
 * under the name `filename`. The same text and Node give the same bytes.
 */
export async function codeCache(
  [node, ...path]: readonly [string, ...string[]],
  text: Uint8Array,
  filename: string,
): Promise<Uint8Array> {
  const directory = await mkdtemp(join(tmpdir(), 'baton-code-cache-'));
  try {
    const [source, output] = [join(directory, 'source'), join(directory, 'cache')];
    await writeFile(source, text);
    const env = { ...process.env, NODE_OPTIONS: '' };
    await promisify(execFile)(node, [...path, ...seeds, '-e', maker, source, filename, output], { env, timeout });
    return await readFile(output);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
