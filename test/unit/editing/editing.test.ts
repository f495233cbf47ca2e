// Editing an entry and entering a path, with the menu's own model and volumes in memory.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { keyOf } from '../../../src/console/keys.ts';
import { type Event, emptyMenu, type Menu, type Request, update } from '../../../src/console/model.ts';
import { view } from '../../../src/console/view.ts';
import { Editing } from '../../../src/editing/editing.ts';
import type { Entry } from '../../../src/entry/entry.ts';
import { entryKey } from '../../../src/entry/key.ts';
import type { Reading } from '../../../src/entry/reading.ts';
import { entry, reading } from '../entries.ts';
import { type Content, MemoryVolume } from '../memory-volume.ts';
import { peImage } from '../pe-image.ts';

const debian = entry('Debian');

/** As much of a bzImage as its header is recognised by: https://docs.kernel.org/arch/x86/boot.html */
function bzImage(): Uint8Array {
  const bytes = Buffer.alloc(64 * 1024);
  bytes[0x1f1] = 4;
  bytes.writeUInt16LE(0xaa55, 0x1fe);
  bytes.write('HdrS', 0x202);
  bytes.writeUInt16LE(0x20c, 0x206);
  bytes[0x211] = 1;
  return bytes;
}

const uki = peImage([
  ['.osrel', 'PRETTY_NAME=Test\n'],
  ['.cmdline', 'own'],
  ['.linux', bzImage()],
]);

/** The menu with the editor, and what it booted. */
class Desk {
  menu: Menu;
  readonly booted: Entry[] = [];
  readonly readings: Reading[];
  readonly editing: Editing;

  constructor(files: Readonly<Record<string, Content>> = {}, readings: readonly Reading[] = [reading([debian])]) {
    this.readings = [...readings];
    this.menu = emptyMenu;
    this.#plan();
    const volumes = [
      new MemoryVolume({ id: 'vda2', device: '/dev/vda2', uuid: 'ABCD', partuuid: '01020304-02' }, files),
    ];
    const server = new MemoryVolume({ id: 'http://host' }, { '/k': bzImage() });
    const desk = this;
    this.editing = new Editing({
      consoles: {
        get menu() {
          return desk.menu;
        },
        dispatch: (event) => this.dispatch(event),
      },
      volumes: () => volumes,
      locate: async (url) => ({ volume: server, path: new URL(url).pathname }),
      imageAt: async () => undefined,
      readings: () => this.readings,
      boot: async (chosen) => void this.booted.push(chosen),
      add: (more) => {
        this.readings.push(more);
        this.#plan();
      },
    });
  }

  dispatch(event: Event): Request | undefined {
    const { menu, request } = update(this.menu, event);
    this.menu = menu;
    return request;
  }

  /** Presses keys (a text between quotes is typed), and does what they ask for. */
  async press(...spelled: string[]): Promise<void> {
    for (const key of spelled.flatMap((one) => (one.startsWith("'") ? [...one.slice(1)] : [one]))) {
      const request = this.dispatch({ type: 'key', key: keyOf(key) });
      if (request?.type === 'edit') this.editing.edit(request.entry, request.what);
      else if (request?.type === 'enter-path') this.editing.enterPath();
      else if (request?.type === 'form') await this.editing.obey(request);
    }
  }

  get screen(): string {
    return view(this.menu, { columns: 100, rows: 24 })
      .map(({ text }) => text.trimEnd())
      .join('\n');
  }

  get cursor(): string | undefined {
    return this.menu.plan.entries.find((one) => entryKey(one) === this.menu.cursor)?.title;
  }

  #plan(): void {
    const entries = this.readings.flatMap((one) => one.entries);
    this.dispatch({ type: 'plan', plan: { entries, reason: '', timeout: -1 } });
  }
}

test('e changes the cmdline for one boot; nothing else of the entry changes', async () => {
  const desk = new Desk();
  await desk.press('e', "' single", 'enter');
  assert.equal(desk.booted, [{ ...debian, cmdline: `${debian.cmdline} single` }]);
  assert.is(desk.menu.pane, undefined);
  assert.equal(desk.menu.plan.entries, [debian]);
});

test('Esc boots nothing and keeps what was typed, for e and for E', async () => {
  const desk = new Desk();
  await desk.press('e', "' single", 'escape');
  assert.equal(desk.booted, []);
  await desk.press('e');
  assert.match(desk.screen, /cmdline {2}root=\/dev\/vda2 ro quiet single$/m);
  await desk.press('escape', 'E', 'down', 'ctrl-u', 'ctrl-x');
  assert.equal(desk.booted, [{ ...debian, initrds: [], cmdline: `${debian.cmdline} single` }]);
});

test('what was entered before comes back with Up, for another entry too', async () => {
  const other = entry('Other', { cmdline: 'x' });
  const desk = new Desk({}, [reading([debian, other])]);
  await desk.press('e', 'ctrl-u', "'first", 'enter', 'down', 'e', 'up', 'enter');
  assert.is(desk.booted[1]?.title, 'Other');
  assert.is(desk.booted[1]?.cmdline, 'first');
});

test('a configuration that forbids it is not edited', async () => {
  const desk = new Desk({}, [reading([debian], { editor: false })]);
  await desk.press('e');
  assert.is(desk.menu.pane, undefined);
  assert.match(desk.screen, /\/boot\/grub\/grub.cfg lets nobody change its entries/);
});

test('E completes paths, and says what is wrong with one', async () => {
  const desk = new Desk({ '/boot/vmlinuz': '', '/boot/vmlinuz.old': '', '/boot/initrd.img': '' });
  await desk.press('E', 'ctrl-u', "'vda2:/bo", 'tab', "'vm", 'tab');
  assert.match(desk.screen, /kernel {3}vda2:\/boot\/vmlinuz$/m);
  assert.match(desk.screen, /^ vmlinuz {2}vmlinuz\.old$/m);
  await desk.press("'.o", 'tab', 'tab', "'x", 'ctrl-u', "'nonsense", 'ctrl-x');
  assert.match(desk.screen, /nonsense is no path\. Write VOLUME:\/path/);
  await desk.press('ctrl-u', 'ctrl-x');
  assert.equal(desk.booted[0]?.kernel, { volume: 'vda2', path: '/boot/vmlinuz.old' });
});

test('keys that are pressed while a path is completed come behind it, in their order', async () => {
  const desk = new Desk({ '/boot/vmlinuz': '', '/boot/initrd.img': '', '/elsewhere': '' });
  await desk.press('u');
  // As from a paste: nothing is waited for.
  const requests = [...'vda2:/bo\tvm\t.old'].flatMap((text) => {
    const key = text === '\t' ? keyOf('tab') : keyOf(text);
    const request = desk.dispatch({ type: 'key', key });
    return request?.type === 'form' ? [desk.editing.obey(request)] : [];
  });
  assert.is(requests.length, 1);
  await Promise.all(requests);
  assert.match(desk.screen, /path {2}vda2:\/boot\/vmlinuz\.old$/m);
});

test('Esc does not wait for a completion', async () => {
  const desk = new Desk({ '/boot/vmlinuz': '' });
  await desk.press('u', "'/bo");
  const asked = desk.dispatch({ type: 'key', key: keyOf('tab') });
  const completing = asked?.type === 'form' ? desk.editing.obey(asked) : undefined;
  await desk.press("'x", 'escape');
  await completing;
  assert.is(desk.menu.pane, undefined);
});

test('u: a unified kernel image boots at once', async () => {
  const desk = new Desk({ '/x.efi': uki });
  await desk.press('u', "'/dev/vda2:/x.efi", 'enter');
  assert.equal(
    desk.booted.map(({ kind, kernel }) => [kind, kernel]),
    [['uki', { volume: 'vda2', path: '/x.efi' }]],
  );
});

test('u: a kernel asks for initrds and cmdline, and has those that a configuration knows for it', async () => {
  const desk = new Desk({ '/boot/vmlinuz': bzImage(), '/other': bzImage(), '/boot/initrd.img': '' });
  await desk.press('u', "'(hd0,msdos2)/other", 'enter');
  await desk.press("'UUID=abcd:/boot/i", 'tab', 'up', 'up', "'ro", 'ctrl-x');
  const { kernel, initrds, cmdline } = desk.booted[0]!;
  assert.equal(kernel, { volume: 'vda2', path: '/other' });
  assert.equal(initrds, [{ volume: 'vda2', path: '/boot/initrd.img' }]);
  assert.is(cmdline, 'ro');
  await desk.press('u', "'/boot/vmlinuz", 'enter', 'ctrl-x');
  assert.equal(desk.booted[1]?.initrds, debian.initrds);
  assert.is(desk.booted[1]?.cmdline, debian.cmdline);
});

test('u: a configuration of any language puts its entries on the menu, with the cursor on them', async () => {
  const desk = new Desk({
    '/k': '',
    '/a/my.cfg': 'menuentry "From GRUB" { linux /k a b }\n',
    '/a/other.cfg': 'LABEL one\n  MENU LABEL From SYSLINUX\n  LINUX /k\n  APPEND c\n',
    '/a/boot.ipxe': '#!ipxe\nkernel /k d\nboot\n',
  });
  await desk.press('u', "'vda2:/a/my.cfg", 'enter');
  assert.is(desk.cursor, 'From GRUB');
  await desk.press('u', "'/a/other.cfg", 'enter');
  assert.is(desk.cursor, 'From SYSLINUX');
  await desk.press('u', "'vda2:/a/boot.ipxe", 'enter');
  assert.equal(
    desk.readings.map(({ entries }) => entries[0]?.source),
    ['grub', 'grub', 'syslinux', 'ipxe'],
  );
  // What is on the menu already is not put there twice.
  await desk.press('u', "'vda2:/a/my.cfg", 'enter');
  assert.is(desk.cursor, 'From GRUB');
  assert.is(desk.readings.length, 4);
});

test('u: a disc image has its entries on the menu, whose files lie in it', async () => {
  using directory = await temporaryDirectory();
  const tree = join(directory.path, 'tree');
  for (const [path, text] of [
    ['boot/grub/grub.cfg', 'menuentry Live { linux /k x; }\n'],
    ['k', 'k'],
  ] as const) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  }
  const iso = join(directory.path, 'live.iso');
  execFileSync('genisoimage', ['-quiet', '-R', '-o', iso, tree], { stdio: 'ignore' });
  const desk = new Desk({ '/deep/below/live.iso': readFileSync(iso) });
  await desk.press('u', "'vda2:/deep/below/live.iso", 'enter');
  assert.is(desk.cursor, 'Live');
  const live = desk.menu.plan.entries.at(-1);
  assert.equal(live?.kernel, { volume: 'vda2', image: '/deep/below/live.iso', path: '/k' });
  assert.match(desk.screen, /- live\.iso\n[ \d]+Live/);
});

test('u: of what cannot be booted it says why, and the line stays', async () => {
  const cases = [
    ['nowhere', /nowhere is no path/],
    ['/dev/sdz1:/k', /\/dev\/sdz1:\/k is on no volume that is there/],
    ['/gone', /There is no file \/gone\./],
    ['vda2:/gone', /There is no file vda2:\/gone\./],
    ['vda2:/text', /vda2:\/text is nothing that can be booted/],
    ['vda2:/empty', /vda2:\/empty is nothing that can be booted/],
  ] as const;
  for (const [text, sentence] of cases) {
    const desk = new Desk({ '/text': 'Dear reader,\n', '/empty': '' });
    await desk.press('u', `'${text}`, 'enter');
    assert.match(desk.screen, sentence);
    assert.ok(desk.screen.includes(`path  ${text}`));
  }
});

test('u: a URL is taken for a kernel, whose initrds may lie elsewhere', async () => {
  const desk = new Desk({ '/boot/initrd.img': '' });
  await desk.press('u', "'http://host/k", 'enter', "'vda2:/boot/initrd.img", 'ctrl-x');
  assert.equal(desk.booted[0]?.kernel, { url: 'http://host/k', path: '/k', wants: 'host' });
  assert.equal(desk.booted[0]?.initrds, [{ volume: 'vda2', path: '/boot/initrd.img' }]);
});

test('u: the volumes are offered, and what was entered before comes back', async () => {
  const desk = new Desk({ '/empty': '' });
  await desk.press('u', 'tab');
  assert.match(desk.screen, /path {2}\/dev\/vda2:\/$/m);
  await desk.press("'empty", 'enter', 'escape', 'u', 'up');
  assert.match(desk.screen, /path {2}\/dev\/vda2:\/empty$/m);
});

test.run();
