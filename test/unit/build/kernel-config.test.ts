import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkout } from '../../../build/cache.ts';
import { configText, lostWishes, mergeFragments } from '../../../build/kernel-config.ts';

const merge = (...texts: string[]) => mergeFragments(texts.map((text, at) => ({ name: `${at}.config`, text })));

test('fragments become one configuration, without their comments; what two of them ask for stands there once', () => {
  const wishes = merge('# Disks\nCONFIG_BLOCK=y\n# CONFIG_SCSI is not set\n', 'CONFIG_BLOCK=y\n\nCONFIG_NR_CPUS=8\n');
  assert.is(configText(wishes), 'CONFIG_BLOCK=y\n# CONFIG_SCSI is not set\nCONFIG_NR_CPUS=8\n');
});

test('what is no option, and what two fragments want differently, is told with the lines', () => {
  assert.throws(() => merge('CONFIG_A=y\nconfig_b=y\n'), /0\.config:2: "config_b=y" is no option/);
  assert.throws(
    () => merge('CONFIG_A=y\n', '# CONFIG_A is not set\n'),
    /1\.config:1 wants CONFIG_A to be n, and 0\.config:1 wants it to be y/,
  );
});

test('an option that is unknown, depends on another, or was changed is told with its line', () => {
  const wishes = merge('CONFIG_A=y\nCONFIG_TYPO=y\n# CONFIG_B is not set\n# CONFIG_C is not set\nCONFIG_D=y\n');
  assert.equal(lostWishes(wishes, 'CONFIG_A=y\nCONFIG_B=y\nCONFIG_D=m\n'), [
    '0.config:2 wants CONFIG_TYPO to be y, and it is n: there is no such option, or it depends on one that is off',
    '0.config:3 wants CONFIG_B to be n, and it is y: another option has changed it',
    '0.config:5 wants CONFIG_D to be y, and it is m: another option has changed it',
  ]);
  assert.equal(lostWishes(wishes, 'CONFIG_A=y\nCONFIG_TYPO=y\nCONFIG_D=y\n'), []);
});

test('the fragments that come with the project can be merged in any choice, and each says what it is for', async () => {
  const directory = join(checkout, 'build/kernel');
  const names = (await readdir(directory)).filter((name) => name.endsWith('.config'));
  const fragments = await Promise.all(
    names.map(async (name) => ({ name, text: await readFile(join(directory, name), 'utf8') })),
  );
  assert.ok(mergeFragments(fragments).size > 100);
  for (const { name, text } of fragments) assert.match(text, /^# \w/, name);
});

test.run();
