import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Dialogue } from '../../../src/console/dialogue.ts';
import type { Question } from '../../../src/console/model.ts';

/** A dialogue, what it shows now, and how often something was typed. */
function open() {
  const seen: { question: Question | undefined; typed: number; closed: boolean } = {
    question: undefined,
    typed: 0,
    closed: false,
  };
  const dialogue = new Dialogue('Passphrase', {
    show: (question) => {
      seen.question = question;
    },
    onTyped: () => void seen.typed++,
    onClose: () => {
      seen.closed = true;
    },
  });
  return { dialogue, seen, type: (text: string) => dialogue.take(Buffer.from(text)) };
}

test('it asks again, with a remark on the last answer', async () => {
  const { dialogue, seen, type } = open();
  const first = dialogue.ask();
  assert.equal(seen.question, { title: 'Passphrase', characters: 0, remark: '' });
  type('one\r');
  assert.is(Buffer.from((await first)!).toString(), 'one');
  const second = dialogue.ask('Not that one.');
  assert.equal(seen.question, { title: 'Passphrase', characters: 0, remark: 'Not that one.' });
  type('t');
  assert.is(seen.question?.characters, 1);
  type('wo\r');
  assert.is(Buffer.from((await second)!).toString(), 'two');
  assert.is(seen.typed, 3);
});

test('what is typed while an answer is tried is wiped and not taken for keys of the menu', async () => {
  const { dialogue, type } = open();
  const answer = dialogue.ask();
  type('one\r');
  await answer;
  const chunk = Buffer.from('reboot');
  assert.is(dialogue.take(chunk), true);
  assert.ok(chunk.every((byte) => byte === 0));
});

test('closed, it leaves what is typed to the menu', () => {
  const { dialogue, seen, type } = open();
  void dialogue.ask();
  dialogue.close();
  assert.is(seen.question, undefined);
  assert.is(seen.closed, true);
  assert.is(type('r'), false);
});

test('closed in the midst of typing, it takes the rest of the line, and has no answer', async () => {
  const { dialogue, seen, type } = open();
  const answer = dialogue.ask();
  type('half');
  dialogue.close('/dev/vda3 is open. Press Enter');
  assert.is(await answer, undefined);
  assert.is(seen.question?.title, '/dev/vda3 is open. Press Enter');
  assert.is(type('ror'), true);
  assert.is(seen.closed, false);
  assert.is(type('\r'), true);
  assert.is(seen.closed, true);
  assert.is(type('r'), false);
});

test.run();
