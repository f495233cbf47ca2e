import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readPe } from '../../../src/images/pe.ts';
import { isUki, profilesOf } from '../../../src/images/uki.ts';
import { peImage } from '../pe-image.ts';

/** The sections of each profile, by name and content. */
async function profiles(sections: [string, string][]) {
  const bytes = peImage(sections);
  const pe = await readPe(async (offset, length) => bytes.subarray(offset, offset + length));
  return profilesOf(pe!).map((profile) =>
    [...profile].map(([name, { offset, size }]) => [
      name,
      Buffer.from(bytes.subarray(offset, offset + size)).toString(),
    ]),
  );
}

test('the sections of a profile stand in for those before the first .profile', async () => {
  assert.equal(
    await profiles([
      ['.linux', 'kernel'],
      ['.cmdline', 'quiet'],
      ['.profile', 'ID=regular'],
      ['.profile', 'ID=reset'],
      ['.cmdline', 'reset'],
      ['.profile', 'ID=last'],
      ['.initrd', 'initrd'],
    ]),
    [
      [
        ['.linux', 'kernel'],
        ['.cmdline', 'quiet'],
        ['.profile', 'ID=regular'],
      ],
      [
        ['.linux', 'kernel'],
        ['.cmdline', 'reset'],
        ['.profile', 'ID=reset'],
      ],
      [
        ['.linux', 'kernel'],
        ['.cmdline', 'quiet'],
        ['.profile', 'ID=last'],
        ['.initrd', 'initrd'],
      ],
    ],
  );
});

test('without profiles the image is one, the first section of a name counts, and empty or unknown ones do not', async () => {
  assert.equal(
    await profiles([
      ['.text', 'code'],
      ['.cmdline', ''],
      ['.cmdline', 'a'],
      ['.cmdline', 'b'],
      ['.linux', 'kernel'],
    ]),
    [
      [
        ['.cmdline', 'a'],
        ['.linux', 'kernel'],
      ],
    ],
  );
});

test('as many profiles are seen as the stub sees', async () => {
  const many = await profiles(Array.from({ length: 300 }, (_, index) => ['.profile', `ID=${index}`]));
  assert.is(many.length, 256);
});

test('an image without a kernel is no unified kernel image', async () => {
  const bytes = peImage([['.cmdline', 'a']]);
  const pe = await readPe(async (offset, length) => bytes.subarray(offset, offset + length));
  assert.not(profilesOf(pe!).some(isUki));
});

test.run();
