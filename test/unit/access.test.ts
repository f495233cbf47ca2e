// Asking for passwords where something is locked.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Access } from '../../src/access.ts';
import { Dialogue } from '../../src/console/dialogue.ts';
import { emptyMenu, type Question, type Request, update } from '../../src/console/model.ts';
import type { Reading } from '../../src/entry/reading.ts';
import { hashPassword } from '../../src/trust/scrypt.ts';
import { readGrub } from './dialects/grub/read-grub.ts';

const master = await hashPassword(Buffer.from('master'));
const guarded = await readGrub(`superusers=root
password root secret
menuentry free --unrestricted { linux /vmlinuz; }
menuentry closed { linux /vmlinuz; }
`);
const [free, closed] = guarded.entries;

/** A menu on whose terminal `answers` are typed, one when each question is asked. */
function gate(answers: readonly string[], readings: readonly Reading[] = [guarded], password?: string) {
  const said: string[] = [];
  const asked: string[] = [];
  const pauses: number[] = [];
  let attended = false;
  const left = [...answers];
  const typed: Uint8Array[] = [];
  const plan = { entries: readings.flatMap(({ entries }) => entries), reason: '', timeout: 5 };
  const { menu } = update(emptyMenu, { type: 'plan', plan: { ...plan, default: plan.entries[0]! } });
  let dialogue: Dialogue;
  const show = (question: Question | undefined) => {
    if (!question || question.characters > 0) return;
    asked.push(`${question.title}|${question.remark}`);
    const answer = left.shift();
    if (answer === undefined) throw new Error('one question more than there are answers');
    const bytes = Buffer.from(answer === 'Esc' ? '\x1b\x1b' : `${answer}\r`);
    typed.push(bytes);
    setImmediate(() => dialogue.take(bytes));
  };
  const consoles = {
    menu,
    openDialogue: (title: string, onTyped: () => void) => {
      dialogue = new Dialogue(title, { show, onTyped, onClose: () => said.push('closed') });
      return dialogue;
    },
  };
  const access = new Access(consoles, {
    password: () => password,
    readings: () => readings,
    status: () => {},
    notice: (text) => said.push(text),
    attend: () => {
      attended = true;
    },
    pause: async (seconds) => void pauses.push(seconds),
  });
  return { access, said, asked, pauses, typed, attended: () => attended };
}

const edit: Request = { type: 'edit', entry: free!, what: 'cmdline' };

test('what is free asks for nothing', async () => {
  const { access, asked } = gate([]);
  for (const type of ['reboot', 'power-off', 'redraw'] as const) assert.ok(await access.permits({ type }));
  assert.ok(await access.permits({ type: 'boot', entry: free! }));
  assert.ok(await access.permits({ type: 'unlock', node: '/dev/vda1' }));
  assert.equal(asked, []);
});

test('what boots by itself: a free entry in any case; of those that are locked only the default asks', async () => {
  const { access, asked } = gate([], [guarded], master);
  assert.ok(await access.permitsAlone(free!));
  assert.not(await access.permitsAlone(closed!));
  assert.equal(asked, []);
  const alone = gate(['secret'], [{ ...guarded, entries: [closed!] }]);
  assert.ok(await alone.access.permitsAlone(closed!));
  assert.is(alone.asked.length, 1);
});

test('a free entry with another cmdline is none', async () => {
  const { access, asked } = gate(['Esc']);
  assert.not(await access.permits({ type: 'boot', entry: { ...free!, cmdline: 'init=/bin/sh' } }));
  assert.is(asked.length, 1);
});

test('everything else asks once, and is open from then on', async () => {
  const { access, asked, said } = gate(['secret']);
  assert.ok(await access.permits({ type: 'boot', entry: closed! }));
  assert.equal(asked, ['Password for "closed" (root)|']);
  assert.equal(said, ['closed']);
  for (const type of ['shell', 'enter-path', 'probe', 'journal', 'network', 'firmware-setup'] as const)
    assert.ok(await access.permits({ type }));
  assert.ok(await access.permits(edit));
  assert.is(asked.length, 1);
});

test('a wrong password costs time, which doubles up to half a minute, and what is typed is wiped', async () => {
  const wrong = Array.from({ length: 7 }, (_, at) => `wrong ${at}`);
  const { access, pauses, asked, typed } = gate([...wrong, 'secret', 'x']);
  assert.ok(await access.permits(edit));
  assert.equal(pauses, [1, 2, 4, 8, 16, 30, 30]);
  assert.is(asked[1], 'Password for what is locked here (root)|That is not the password.');
  for (const bytes of typed) assert.ok(bytes.every((byte) => byte === 0));
});

test('Escape opens nothing, and somebody is there', async () => {
  const { access, attended } = gate(['Esc']);
  assert.not(await access.permits({ type: 'boot', entry: closed! }));
  assert.ok(attended());
});

test('the time that wrong passwords cost goes on after Escape', async () => {
  const { access, pauses } = gate(['a', 'b', 'Esc', 'c', 'secret']);
  assert.not(await access.permits(edit));
  assert.ok(await access.permits(edit));
  assert.equal(pauses, [1, 2, 4]);
});

test('the password of the settings opens everything, and the default boots without it', async () => {
  const { access, asked } = gate(['secret', 'master'], [guarded], master);
  assert.ok(await access.permits({ type: 'boot', entry: free! }));
  assert.ok(await access.permits({ type: 'shell' }));
  assert.equal(asked, [
    'Password for what is locked here|',
    'Password for what is locked here|That is not the password.',
  ]);
  assert.ok(await access.permits({ type: 'boot', entry: closed! }));
});

test('where nobody has a password nobody is asked', async () => {
  const lost = await readGrub('superusers=root\nmenuentry closed { linux /vmlinuz; }\n');
  const { access, asked, said } = gate([], [lost]);
  assert.not(await access.permits({ type: 'boot', entry: lost.entries[0]! }));
  assert.equal(asked, []);
  assert.equal(said, ['"closed" is locked, and nobody has a password for it.']);
});

test.run();
