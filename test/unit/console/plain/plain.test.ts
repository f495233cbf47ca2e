import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { keyOf } from '../../../../src/console/keys.ts';
import type { Menu } from '../../../../src/console/model.ts';
import { command } from '../../../../src/console/plain/command.ts';
import { PlainReader } from '../../../../src/console/plain/reader.ts';
import { entry } from '../../entries.ts';
import { after, menuOf, press } from '../menu.ts';

const debian = entry('Debian', { default: true });
const older = entry('Debian, with Linux 5.10', { submenu: ['Advanced'] });
const memtest = entry('Memory test', { kernel: { path: '/memtest', wants: 'LABEL=tools' } });
const start = menuOf([debian, older, memtest], { type: 'status', text: '3 entries on 1 volume.' });
const prompt = 'Number or command (help): ';

/** A terminal that was told of `menu`. */
function told(menu: Menu): PlainReader {
  const reader = new PlainReader();
  reader.tell(menu);
  return reader;
}

test('at first everything is told, with numbers, and then the prompt', () => {
  assert.is(
    new PlainReader().tell(start),
    [
      'baton',
      'Entries:',
      '1 Debian (default)',
      '2 Advanced (submenu)',
      '3 Memory test (waits for LABEL=tools)',
      '* Debian: it is the default of /boot/grub/grub.cfg on vda2',
      '3 entries on 1 volume.',
      prompt,
    ].join('\n'),
  );
});

test('afterwards only what has changed is told, below what was there', () => {
  const reader = told(start);
  assert.is(reader.tell(start), '');
  assert.is(reader.tell(after(start, { type: 'status', text: 'Loading "Debian".' })), `\nLoading "Debian".\n${prompt}`);
  assert.is(
    reader.tell(
      after(start, { type: 'status', text: 'Loading "Debian".' }, { type: 'notice', text: 'It is cut off.' }),
    ),
    `\nProblem: It is cut off.\n${prompt}`,
  );
});

test('no escape sequence is sent, whatever a configuration has in its titles', () => {
  assert.not.match(new PlainReader().tell(menuOf([entry('a\u001b[2Jb')])), /\u001b/);
});

test('a countdown is told at its start, every minute, at 30, 10 and 5 seconds, and when it has stopped', () => {
  const reader = told(start);
  const said: string[] = [];
  const counting = (left: number) => after(start, { type: 'countdown', total: 125, left });
  for (let left = 125; left > 0; left -= 0.25) said.push(reader.tell(counting(left)));
  assert.equal(
    said.filter((text) => text !== '').map((text) => text.split('\n')[1]),
    [125, 120, 60, 30, 10, 5].map((left) => `${left} s, any key stops this: "Debian" boots`),
  );
  assert.match(reader.tell(press(counting(1), 'x').menu), /The countdown has stopped\./);
});

test('what is typed is echoed, stays when something is told meanwhile, and Enter ends it', () => {
  const reader = told(start);
  for (const key of ['1', 'x']) assert.is(reader.take(keyOf(key)).echo, key);
  assert.is(reader.take(keyOf('backspace')).echo, '\b \b');
  assert.is(reader.tell(after(start, { type: 'status', text: 'New.' })), `\nNew.\n${prompt}1`);
  assert.equal(reader.take(keyOf('enter')), { echo: '\n', line: '1' });
});

test('a question takes the place of the prompt', () => {
  const question = { title: 'Passphrase for /dev/vda3', characters: 0, remark: '' };
  const reader = told(start);
  assert.is(reader.tell(after(start, { type: 'question', question })), '\nPassphrase for /dev/vda3: ');
  assert.match(
    reader.tell(after(start, { type: 'question', question: { ...question, remark: 'No.' } })),
    /\nNo\.\nPass/,
  );
  assert.is(reader.tell(start), `\n${prompt}`);
});

test('a number boots an entry, or opens a submenu', () => {
  assert.equal(command(start, '1').event, { type: 'chosen', index: 0 });
  assert.match(
    told(start).tell(after(start, { type: 'chosen', index: 1 })),
    /2 Advanced \(open submenu\)\n {2}3 Debian, with/,
  );
  assert.equal(command(start, '4').say, ['"4" is not the number of an entry.']);
});

for (const [typed, request] of [
  ['default 1', { type: 'make-default', entry: debian }],
  ['once 1', { type: 'boot-once', entry: debian }],
  ['edit 1', { type: 'edit', entry: debian, what: 'cmdline' }],
  ['edit 1 root=/dev/vda9  single', { type: 'boot', entry: { ...debian, cmdline: 'root=/dev/vda9  single' } }],
  ['timeout 10', { type: 'save-timeout', seconds: 10 }],
  ['timeout -1', { type: 'save-timeout', seconds: -1 }],
  ['path', { type: 'enter-path' }],
  ['network', { type: 'network' }],
  ['journal', { type: 'journal' }],
  ['probe', { type: 'probe' }],
  ['shell', { type: 'shell' }],
  ['firmware', { type: 'firmware-setup' }],
  ['reboot', { type: 'reboot' }],
  ['off', { type: 'power-off' }],
] as const) {
  test(`"${typed}" asks for ${request.type}`, () => {
    assert.equal(command(start, typed).request, request);
  });
}

test('what needs the number of an entry says so', () => {
  for (const typed of ['details', 'default 2', 'once 9', 'edit x'])
    assert.match(command(start, typed).say![0]!, /is not the number of an entry/);
});

test('details N tells where an entry comes from', () => {
  assert.ok(command(start, 'details 1').say!.includes('cmdline  root=/dev/vda2 ro quiet'));
});

test('find TEXT makes the list that of what is found, with numbers of its own, and list takes that back', () => {
  const found = after(start, command(start, 'find 5.10').event!);
  const reader = told(start);
  assert.match(reader.tell(found), /^\nEntries:\n1 Debian, with Linux 5\.10 {2}\(Advanced\)\n/);
  assert.equal(command(found, '1').event, { type: 'chosen', index: 0 });
  assert.match(reader.tell(after(found, command(found, 'list').event!)), /\n1 Debian \(default\)\n/);
  assert.equal(command(start, 'find nothing').say, ['No entry has "nothing".']);
});

test('help names every command', () => {
  const said = command(start, 'help').say!.join('\n');
  for (const word of Object.keys(start.messages.plain.commands)) assert.match(said, new RegExp(`^${word}\\b`, 'm'));
});

test('every command that help names is one', () => {
  for (const word of Object.keys(start.messages.plain.commands)) {
    const { say = [] } = command(start, `${word} 1`);
    assert.not.match(say.join(), /neither a number/);
  }
  assert.match(command(start, 'nonsense').say![0]!, /"nonsense" is neither a number/);
});

test('the journal is told line by line', () => {
  const pane = { kind: 'journal' as const, lines: ['one', 'two'], top: undefined };
  assert.is(told(start).tell(after(start, { type: 'pane', pane })), `\none\ntwo\n${prompt}`);
});

test.run();
