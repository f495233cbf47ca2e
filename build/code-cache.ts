// V8's code caches of scripts: https://nodejs.org/api/vm.html#scriptcreatecacheddata

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
const [directory, ...filenames] = process.argv.slice(1);
for (const flag of ['--no-lazy', '--no-flush-bytecode']) setFlagsFromString(flag);
const scripts = filenames.map((filename, at) => new Script(readFileSync(directory + '/' + at, 'utf8'), { filename }));
for (const flag of ['--lazy', '--flush-bytecode', '--hash-seed=0', '--random-seed=0']) setFlagsFromString(flag);
for (const [at, script] of scripts.entries()) writeFileSync(directory + '/' + at + '.cache', script.createCachedData());
`;
/** Many times what an emulated Node takes. */
const timeout = 300_000;
const seeds = ['--hash-seed=1', '--random-seed=1'];

/**
 * The code caches of scripts, each with the name under which it will be loaded and its text, in their order, for the
 * Node that `node` starts, its path or an emulator and its path. The same texts and Node give the same bytes.
 */
export async function codeCaches(
  [node, ...path]: readonly [string, ...string[]],
  scripts: readonly (readonly [filename: string, text: string])[],
): Promise<Uint8Array[]> {
  const directory = await mkdtemp(join(tmpdir(), 'baton-code-cache-'));
  try {
    await Promise.all(scripts.map(([, text], at) => writeFile(join(directory, `${at}`), text)));
    const env = { ...process.env, NODE_OPTIONS: '' };
    const filenames = scripts.map(([filename]) => filename);
    await promisify(execFile)(node, [...path, ...seeds, '-e', maker, directory, ...filenames], { env, timeout });
    return await Promise.all(scripts.map((_, at) => readFile(join(directory, `${at}.cache`))));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
