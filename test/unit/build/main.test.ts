// What the build says of options that it cannot follow, before it makes anything.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkout } from '../../../build/cache.ts';
import { temporaryDirectory } from '../../../qemu/temporary.ts';

const directory = await temporaryDirectory();
test.after(directory.remove);
const output = join(directory.path, 'out');

/** What a build with these options says where it fails, and its exit status. */
async function refusal(...options: readonly string[]): Promise<[string, number]> {
  const args = [join(checkout, 'build/main.ts'), '--output', output, ...options];
  try {
    await promisify(execFile)(process.execPath, args);
  } catch (error) {
    const { stderr, code } = error as { stderr: string; code: number };
    return [stderr, code];
  }
  throw new Error('it did not fail');
}

test('a form, a budget, or half of what signs that it cannot take is told, and nothing is made', async () => {
  assert.match((await refusal('--form', 'floppy'))[0], /^baton: there is no form floppy; choose efi, iso, /);
  assert.equal(await refusal('--budget', 'small'), ['baton: --budget takes a size such as 32M, and not small\n', 1]);
  const half = 'baton: --sign-key and --sign-cert belong together: give both\n';
  assert.equal(await refusal('--sign-key', 'a.key'), [half, 1]);
  assert.equal(await refusal('--sign-cert', 'a.pem'), [half, 1]);
  const [absent] = await refusal('--sign-key', '/absent.key', '--sign-cert', '/absent.pem');
  assert.is(absent, 'baton: the key /absent.key cannot be read (ENOENT)\n');
  assert.not(existsSync(output));
});

test.run();
