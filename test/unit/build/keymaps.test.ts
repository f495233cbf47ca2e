// Layouts of keyboards, as the kernel gets them.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { keymapFiles } from '../../../build/keymaps.ts';
import { ensureTools } from '../../../build/tools.ts';
import { failure } from '../../failure.ts';

const files = (names: string) => keymapFiles([{ names, where: 'minimal.txt:9' }]);

/** The character that a key (by its Linux keycode) gives with the modifiers of a table: 1 Shift, 2 AltGr. */
function character(keymap: Uint8Array, table: number, key: number): string {
  const there = keymap.subarray(7, 7 + 256);
  const before = there.subarray(0, table).filter((flag) => flag === 1).length;
  const value = Buffer.from(keymap).readUInt16LE(7 + 256 + (before * 128 + key) * 2);
  // linux/keyboard.h: types 0 and 11 are letters of Latin 1, and from 0xf000 on it is Unicode, changed by that.
  return String.fromCodePoint(value < 0xf000 ? value & 0xff : value ^ 0xf000);
}

/** KEY_7, KEY_Q, KEY_Y, KEY_LEFTBRACE, KEY_Z of linux/input-event-codes.h */
const [seven, q, y, leftBrace, z] = [8, 16, 21, 26, 44];

async function refused(): Promise<string | undefined> {
  return ensureTools(['loadkeys', 'perl']).then(
    () => undefined,
    (reason: Error) => reason.message,
  );
}

const reason = await refused();
if (reason === undefined) {
  test('a German keyboard has z where the American one has y, and its letters outside ASCII', async () => {
    const [us, de] = (await files('us de')).map(({ path, content }) => {
      assert.match(path, /^usr\/share\/keymaps\/(us|de)\.bmap$/);
      return (content as { data: Uint8Array }).data;
    });
    const typed = (keymap: Uint8Array) => [0, 1].flatMap((table) => [y, z].map((key) => character(keymap, table, key)));
    assert.equal(typed(us!), ['y', 'z', 'Y', 'Z']);
    assert.equal(typed(de!), ['z', 'y', 'Z', 'Y']);
    assert.is(character(de!, 0, leftBrace), '\u00fc');
    assert.is(character(de!, 1, seven), '/');
    assert.is(character(de!, 2, q), '@');
  });

  test('a variant is named behind a hyphen', async () => {
    const [dvorak] = await files('us-dvorak');
    assert.is(character((dvorak!.content as { data: Uint8Array }).data, 0, y), 'f');
  });

  test('a layout or a variant that XKB does not have stops the build with its place', async () => {
    for (const name of ['zz', 'de-nix'])
      assert.is(
        (await failure(files(name))).message,
        `minimal.txt:9 names the keymap ${name}, which XKB does not have`,
      );
  });
} else console.log(reason);

test('without a layout nothing is needed', async () => {
  assert.equal(await keymapFiles([]), []);
});

test.run();
