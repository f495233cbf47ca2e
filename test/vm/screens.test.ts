// The menu on a VGA screen and on serial lines at once.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkout } from '../../build/cache.ts';
import type { Machine } from '../../qemu/machine.ts';
import { ensureParts, onSerial } from '../../qemu/parts.ts';
import { brightness, takePicture } from '../../qemu/picture.ts';
import type { Serial } from '../../qemu/serial.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { readVgaTexts } from '../../qemu/vga-text.ts';
import { keySeconds, menuSeconds } from './seconds.ts';

const { disk, ...image } = await ensureParts();
const pictures = join(checkout, 'out/screens');
await mkdir(pictures, { recursive: true });

/** The kernel's VGA text mode. */
const textRows = 25;
/** The cursor is a bar of light behind dark text. */
const bar = 100;
/** How the first line of the menu begins. */
const heading = ' baton ';

const forKey = (what: string) => ({ seconds: keySeconds, what });

/** Waits until `look` finds something, with the bound of a key. */
async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const end = performance.now() + keySeconds * 1000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > end) throw new Error(`waited ${keySeconds} s for ${what} on the VGA screen`);
    await sleep(200);
  }
}

/** Waits until the only bar of light in the picture of the VGA screen is at this row of text. */
const expectBar = (machine: Machine, row: number): Promise<true> =>
  until(`a bar at row ${row}`, async () => {
    const picture = await takePicture(machine);
    const bright = Array.from({ length: textRows }, (_, at) => at).filter(
      (at) => brightness(picture, at, textRows) > bar,
    );
    return bright.length === 1 && bright[0] === row ? true : undefined;
  });

/** Waits until the text of the VGA screen, which begins with `start`, matches. */
function expectText(
  machine: Machine,
  pattern: RegExp,
  { start = heading, columns = 80, rows = textRows } = {},
): Promise<true> {
  return until(String(pattern), async () => {
    const screens = await readVgaTexts(machine, start, columns, rows);
    return screens.some((lines) => pattern.test(lines.join('\n'))) ? true : undefined;
  });
}

/** What a screen says, whatever it draws with and however many rows it leaves empty. */
function said(lines: readonly string[]): string[] {
  const plain = lines.map((line) =>
    line.replaceAll('\u2500', '').replace('\u25ba', '+').replace('\u25bc', '-').trimEnd(),
  );
  return plain.filter((line) => line !== '');
}

/** Waits until both screens say the same. */
async function expectAgreement(machine: Machine): Promise<void> {
  await until('what the serial line shows', async () => {
    const screens = (await readVgaTexts(machine, heading)).map((lines) => said(lines).join('\n'));
    return screens.includes(said(machine.serial.screen.split('\n')).join('\n')) ? true : undefined;
  });
}

const picture = (machine: Machine, name: string) => machine.screendump(join(pictures, `${name}.png`));

/** Counts the bytes that a line carries from now on. */
function meter(serial: Serial): { bytes: number } {
  const count = { bytes: 0 };
  serial.onOutput((chunk) => {
    count.bytes += chunk.length;
  });
  return count;
}

/** Waits until a line has carried something, and then nothing for a second. Returns how many bytes that were. */
async function burst(line: { bytes: number }): Promise<number> {
  let before = 0;
  await until('the line to come to rest', async () => {
    const rests = line.bytes > 0 && line.bytes === before;
    before = line.bytes;
    if (!rests) await sleep(1000);
    return rests ? true : undefined;
  });
  return before;
}

/** The seconds that the countdown on the screen of a line shows. */
const secondsLeft = ({ screen }: Serial) => Number(/\] (\d+) s/.exec(screen)?.[1]);

test('both consoles show one menu, and a key on either does the same on both', async () => {
  await using machine = await startMachine({
    ...image,
    disks: [{ file: disk }],
    append: `${onSerial} console=tty0 baton.timeout=600`,
    graphics: 'vga',
  });
  const { serial } = machine;
  await serial.expectScreen(/Debian GNU\/Linux[\s\S]*\[#+-*\] \d+ s/, { seconds: menuSeconds, what: 'the menu' });
  await serial.expectScreen(/entries on 1 volume/, { seconds: menuSeconds, what: 'the end of the search' });
  await expectBar(machine, 2);
  await expectText(machine, /\u2588+\u2591* \d+ s, any key stops this/);
  await picture(machine, 'menu');

  const line = meter(serial);
  const first = secondsLeft(serial);
  await until('three ticks', async () => (secondsLeft(serial) <= first - 3 ? true : undefined));
  const ticks = first - secondsLeft(serial);
  // One of them may have come in part.
  assert.ok(line.bytes < (ticks + 1) * 100, `${line.bytes} bytes for ${ticks} s of the countdown`);

  line.bytes = 0;
  await machine.sendKey('down');
  await expectBar(machine, 3);
  await serial.expectScreen(/^(?![\s\S]*any key stops this)/, forKey('the end of the countdown'));
  await burst(line);
  line.bytes = 0;
  await machine.sendKey('up');
  await expectBar(machine, 2);
  const bytes = await burst(line);
  assert.ok(bytes < 200, `${bytes} bytes for a move of the cursor`);
  await machine.sendKey('down');
  await expectBar(machine, 3);

  await machine.sendKey('ret');
  await serial.expectScreen(/recovery mode/, forKey('the submenu that was opened at the VGA screen'));
  serial.type('\x1b[B');
  await expectBar(machine, 4);
  await expectAgreement(machine);
  serial.type('i');
  await serial.expectScreen(/cmdline +root=UUID=/, forKey('the details of the entry'));
  await expectText(machine, /version +\d+\.\d+[\s\S]*cmdline +root=UUID=/);
  await expectAgreement(machine);
  await picture(machine, 'details');
  serial.type('i');
  await expectText(machine, /^(?![\s\S]*cmdline)/);

  await machine.sendKey('slash');
  for (const key of ['r', 'e', 'c']) await machine.sendKey(key);
  await serial.expectScreen(
    /with Linux [^\n]*\(recovery mode\) {2}\(Adv[\s\S]*Find \(\d\): rec/,
    forKey('what is found'),
  );
  await expectAgreement(machine);
  await picture(machine, 'find');
  serial.type('\x1b');
  await expectText(machine, /h all keys/);

  serial.type('h');
  await expectText(machine, /choose an entry/, { start: ' Keys' });
  await picture(machine, 'help');
  await machine.sendKey('esc');
  await serial.expectScreen(/h all keys/, forKey('the menu'));

  await machine.sendKey('l');
  await serial.expectScreen(/What has happened[\s\S]*a key was pressed/, forKey('the journal'));
  await expectText(machine, /a key was pressed/, { start: ' What has happened' });
  await picture(machine, 'journal');
  await machine.sendKey('q');
  await serial.expectScreen(/h all keys/, forKey('the menu'));
  serial.type('p');
  await serial.expectScreen(/mounted read-only[\s\S]*grub\.cfg: 5 entries/, forKey('the devices'));
  await expectText(machine, /grub\.cfg: 5 entries/, { start: ' Disks' });
  await picture(machine, 'probe');
  serial.type('q');
});

test('each console has its own size, and letters that it can show', async () => {
  await using machine = await startMachine({
    ...image,
    disks: [{ file: disk }],
    append: `${onSerial} console=tty0 baton.timeout=-1 baton.console=ttyS0:132x50,ttyS1:40x12,tty0 baton.language=de`,
    graphics: 'vga',
    terminals: [
      { columns: 132, rows: 50 },
      { columns: 40, rows: 12 },
    ],
  });
  const [wide, small] = machine.serials as [Serial, Serial];
  await wide.expectScreen(/5 Eintraege auf 1 Datentraeger[\s\S]*\n Hoch\/Runter waehlen {3}Enter starten[^\n]*$/, {
    seconds: menuSeconds,
    what: 'the menu in German',
  });
  assert.is(wide.screen.split('\n').length, 50);
  await small.expectScreen(/Enter starten {3}h alle Tasten$/, forKey('the menu on the small console'));
  const lines = small.screen.split('\n');
  assert.is(lines.length, 12);
  assert.ok(
    lines.every((line) => line.length < 40),
    small.screen,
  );
  await expectText(machine, /Hoch\/Runter wählen/);
  await picture(machine, 'german');

  small.type('i');
  await wide.expectScreen(/Parameter +root=UUID=/, forKey('the details that were asked for on the small console'));
  await small.expectScreen(/1 \* Debian GNU\/Linux/, forKey('the entry under the cursor'));
  await expectText(machine, /Parameter +root=UUID=/);
  await picture(machine, 'german-details');
});

test('in plain mode the menu is lines, and a number boots', async () => {
  await using machine = await startMachine({
    ...image,
    disks: [{ file: disk }],
    append: `${onSerial} baton.timeout=600 baton.plain`,
  });
  const { serial } = machine;
  let sent = '';
  await serial.expect(/Entries:\n1 Debian GNU\/Linux \(default\)\n2 Advanced/, {
    seconds: menuSeconds,
    what: 'the list',
  });
  await serial.expect(/5 entries on 1 volume\.[\s\S]*Number or command \(help\): /, {
    seconds: menuSeconds,
    what: 'the prompt',
  });
  serial.onOutput((chunk) => {
    sent += chunk.toString();
  });
  serial.type('2\r');
  await serial.expect(/2 Advanced options[^\n]*\(open submenu\)\n {2}3 Debian/, forKey('the submenu'));
  await serial.expect(/The countdown has stopped\./, forKey('the end of the countdown'));
  serial.type('details 1\r');
  await serial.expect(/cmdline +root=UUID=/, forKey('the details'));
  serial.type('find recovery\r');
  await serial.expect(/Entries:\n1 Debian[^\n]*\(recovery mode\)/, forKey('what is found'));
  serial.type('list\r');
  await serial.expect(/Entries:\n1 Debian GNU\/Linux \(default\)/, forKey('the whole list'));
  assert.not.match(sent, /\x1b/);
  serial.type('1\r');
  await serial.expect(/Loading "Debian GNU\/Linux"\.[\s\S]*baton starts "Debian GNU\/Linux": it was chosen/, {
    seconds: menuSeconds,
    what: 'the start',
  });
  await serial.expect(/Starting new kernel/, { seconds: menuSeconds, what: 'the kexec' });
});

test.run();
