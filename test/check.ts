// npm run check: types, format and lint, and the arrows between the rooms; with `--write` it puts the format right.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { checkout } from '../build/cache.ts';
import { script } from '../build/script.ts';

const packages = join(checkout, 'node_modules');
const biome = join(packages, '@biomejs', `cli-linux-${process.arch}`, 'biome');
const fix = process.argv.includes('--write') ? ['--write'] : [];

const checks: readonly (readonly [what: string, command: string, args: readonly string[]])[] = [
  ['types', join(packages, '.bin', 'tsc'), ['--project', checkout]],
  ['format and lint', biome, ['check', ...fix, '--error-on-warnings', checkout]],
  ['imports between rooms', process.execPath, [join(checkout, 'test/unit/imports.test.ts')]],
];

await script(async () => {
  let failed = 0;
  for (const [what, command, args] of checks) {
    const { status } = spawnSync(command, args, { stdio: 'inherit' });
    console.log(`${status === 0 ? 'ok   ' : 'FAIL '} ${what}`);
    if (status !== 0) failed++;
  }
  return failed === 0 ? 0 : 1;
});
