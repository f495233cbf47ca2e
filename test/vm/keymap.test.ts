// The layout of the keyboard: keys that are pressed at the screen, as the editor takes them.

import { test } from 'uvu';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { smallDisk } from '../../qemu/small-disk.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { keySeconds, menuSeconds } from './seconds.ts';

test('with baton.keymap=de the keys are where they are on a German keyboard', async () => {
  using directory = await temporaryDirectory();
  const config = "menuentry 'First' { linux /vmlinuz first; }\n";
  const disk = await smallDisk({ '/boot/grub/grub.cfg': config, '/vmlinuz': 'no kernel' }, directory);
  await using machine = await startMachine({
    ...(await ensureImage()),
    disks: [{ file: disk }],
    append: `console=tty0 ${onSerial} baton.timeout=600 baton.keymap=de`,
    graphics: 'vga',
  });
  const { serial } = machine;
  await serial.expectScreen(/First[\s\S]*1 entry on 1 volume/, { seconds: menuSeconds, what: 'the menu' });
  await machine.sendKey('e');
  await serial.expectScreen(/cmdline +first/, { seconds: keySeconds, what: 'the editor' });
  // By their places on a keyboard of the USA, each when the one before has arrived: Y, Z, /, [, Shift-7, AltGr-Q.
  let typed = '';
  for (const [letter, ...keys] of [
    ['z', 'y'],
    ['y', 'z'],
    ['-', 'slash'],
    ['\u00fc', 'bracket_left'],
    ['/', 'shift', '7'],
    ['@', 'alt_r', 'q'],
  ] as const) {
    await machine.sendKey(...keys);
    typed += letter;
    const what = 'the letters of a German keyboard';
    await serial.expectScreen(new RegExp(`cmdline +first${typed}`), { seconds: keySeconds, what });
  }
});

test.run();
