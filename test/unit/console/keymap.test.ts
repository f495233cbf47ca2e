// Asking for a layout of the keyboard.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { useKeymap } from '../../../src/console/keymap.ts';
import { loadKeymap } from '../../../src/linux/keymap.ts';
import { failure } from '../../failure.ts';

test('a layout that the image does not have is told', async () => {
  const { message } = await failure(useKeymap('klingon'));
  assert.match(message, /^There is no keymap klingon in this image; there are .+\.$/);
});

test('what is no keymap is not loaded', () => {
  const whole = Buffer.alloc(7 + 256 + 256);
  whole.write('bkeymap');
  whole[7] = 1;
  const noDescriptor = -1;
  for (const bytes of [Buffer.alloc(0), Buffer.from('bkeymap'), whole.subarray(1), whole.subarray(0, -1)])
    assert.not(loadKeymap(noDescriptor, bytes));
  // A whole one is taken to the kernel, which says what is wrong with the descriptor.
  assert.throws(() => loadKeymap(noDescriptor, whole), /KDSKBENT failed \(EBADF\)/);
});

test.run();
