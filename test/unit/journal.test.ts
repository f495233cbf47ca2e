// The journal's record: what is kept, counted and dropped.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { formatMessage, Journal, longestJournal, type Message, now } from '../../src/journal.ts';

const texts = (journal: Journal) => journal.messages.map(({ text }) => text);

test('a message has its phase, and all phases write into one record', () => {
  const journal = new Journal();
  journal.info('begun');
  journal.in('disks').warning('slow');
  assert.equal(
    journal.in('load').messages.map(({ phase, level, text }) => [phase, level, text]),
    [
      ['start', 'info', 'begun'],
      ['disks', 'warning', 'slow'],
    ],
  );
});

test('what is said again is counted, with the time of the last time; another level is another message', () => {
  const journal = new Journal();
  journal.info('sda is slow');
  journal.info('sdb is slow');
  journal.info('sda is slow');
  journal.info('sda is slow');
  journal.warning('sda is slow');
  assert.equal(
    journal.messages.map(({ text, level, count }) => [text, level, count]),
    [
      ['sda is slow', 'info', 3],
      ['sdb is slow', 'info', undefined],
      ['sda is slow', 'warning', undefined],
    ],
  );
  const [first] = journal.messages;
  assert.ok(first!.last! >= first!.at);
  assert.match(formatMessage(first!), /\] sda is slow \(3 times\)$/);
});

test('a reader gets what is said again as well, and what there was before it came', () => {
  const journal = new Journal();
  journal.info('a');
  const read: string[] = [];
  journal.follow((message) => read.push(message.text));
  journal.info('b');
  journal.info('b');
  assert.equal(read, ['a', 'b', 'b']);
});

test('of too many messages the oldest debug ones go first, then the oldest others, and a line says so', () => {
  const journal = new Journal();
  journal.error('kept to the end');
  for (let index = 0; index < longestJournal; index++) journal.debug(`debug ${index}`);
  assert.is(journal.messages.length, longestJournal);
  assert.equal(texts(journal).slice(0, 2), ['kept to the end', 'debug 1']);
  for (let index = 0; index < longestJournal; index++) journal.info(`info ${index}`);
  assert.is(journal.messages.length, longestJournal);
  assert.equal(texts(journal).slice(0, 2), ['kept to the end', 'info 1']);
  assert.is(journal.dropped, longestJournal + 1);
  assert.match(journal.lines()[0]!, `${longestJournal + 1} of the oldest messages were dropped`);
  assert.is(journal.lines().length, longestJournal + 1);
});

test('what was dropped is said anew', () => {
  const journal = new Journal();
  journal.debug('again');
  for (let index = 0; index < longestJournal; index++) journal.debug(`debug ${index}`);
  journal.debug('again');
  assert.equal(
    journal.messages.filter(({ text }) => text === 'again').map(({ count }) => count),
    [undefined],
  );
});

test('the text of a message is bounded', () => {
  const journal = new Journal();
  journal.error('x'.repeat(100_000));
  assert.ok(texts(journal)[0]!.length < 5000);
});

test('a span is running until its step ends, also when that fails, and tells how long it took', async () => {
  const journal = new Journal();
  const began = now();
  const end = Promise.withResolvers<number>();
  const span = journal.in('drivers').span('they have started', () => end.promise);
  const [running] = journal.running;
  assert.equal([running?.phase, running?.text], ['drivers', 'they have started']);
  assert.ok(running!.since >= began && running!.since <= now());
  assert.equal(texts(journal), []);
  end.resolve(7);
  assert.is(await span, 7);
  const failing = journal.span('it has failed', () => Promise.reject(new Error('no')));
  await failing.then(assert.unreachable, () => {});
  assert.equal(journal.running, []);
  const [first, second] = journal.messages as [Message, Message];
  assert.equal([first.text, first.phase, second.text], ['they have started', 'drivers', 'it has failed']);
  assert.ok(Math.abs(first.at - first.took! - running!.since) < 0.01);
});

test('a message can end a step, and tell how long that took', () => {
  const journal = new Journal();
  const since = now() - 2;
  journal.warning('it is here', since);
  const [message] = journal.messages;
  assert.ok(message!.took! >= 2 && message!.took! < 3);
  assert.match(formatMessage(message!), /warning: it is here \(2\d{3} ms\)$/);
});

test('spans of the same name stay apart', async () => {
  const journal = new Journal();
  await journal.span('load', () => {});
  await journal.span('load', () => {});
  assert.equal(texts(journal), ['load', 'load']);
});

test.run();
