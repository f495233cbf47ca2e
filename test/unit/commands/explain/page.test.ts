// `baton explain --html`, and what it is made of.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Account, Told } from '../../../../src/commands/explain/account.ts';
import { lanesOf } from '../../../../src/commands/explain/lanes.ts';
import { explainPage } from '../../../../src/commands/explain/page.ts';
import { timeAxis } from '../../../../src/commands/explain/time-axis.ts';
import { waitedFor } from '../../../../src/commands/explain/waiting.ts';

const told = (text: string, start: number, took: number | null, rest: Partial<Told> = {}): Told => ({
  ...{ phase: 'disks', level: 'debug', text, start, end: start + (took ?? 0), took, count: 1 },
  ...rest,
});

const account = (...messages: Told[]): Account => ({
  ...{ baton: '0.1.0', kernel: '6.1.0', at: 12, node: 1, dropped: 0, messages, running: [] },
});

test('the page has each step as a bar and each message as a mark, under its phase', () => {
  const page = explainPage({
    ...account(told('mount /dev/vda', 2, 0.5), told('no disk', 3, null, { level: 'warning' })),
    running: [{ phase: 'load', text: 'load /vmlinuz', since: 4 }],
  });
  assert.is(page.match(/<rect x=/g)?.length, 4, 'the kernel, Node, the step, and what goes on');
  assert.match(page, /<title>mount \/dev\/vda\n2\.000 to 2\.500 s, took 0\.500 s<\/title>/);
  assert.match(page, /<circle class="warning"/);
  assert.match(page, /<title>not yet: load \/vmlinuz\n4\.000 to 12\.000 s/);
  assert.match(page, /<tr class="warning"><td class="number">3\.000<\/td>.*warning: no disk/);
  assert.equal(
    [...page.matchAll(/<h2>(\w+)<\/h2>/g)].map(([, name]) => name),
    ['start', 'disks', 'load'],
  );
});

test('what messages say is text, whatever it is, and nothing is fetched', () => {
  const page = explainPage(account(told('<script>alert("x")</script> & \u0007\n', 2, 1)));
  assert.not.match(page, /<script|<img|<link|\bsrc=|\bhref=|url\(|https?:/);
  assert.match(page, /&lt;script&gt;alert\(&quot;x&quot;\)&lt;\/script&gt; &amp; \?/);
  assert.not.match(page, /[\u0000-\u0009\u000b-\u001f]/);
});

test('a page of an account without messages, or with thousands, is a page', () => {
  assert.match(explainPage({ ...account(), node: null }), /<\/html>\n$/);
  const many = Array.from({ length: 2000 }, (_, index) => told(`step ${index}`, 2 + index / 100, 5));
  const page = explainPage(account(...many));
  assert.match(page, /<\/html>\n$/);
  assert.not.match(page, /NaN|Infinity/);
});

test('long silences are cut out of the axis, and the order of times stays', () => {
  const moments = [0, 1, 2, 22, 23].map((time) => ({ start: time, end: time }));
  const axis = timeAxis([...moments, { start: 0, end: 2 }, { start: 22, end: 23 }], 1000);
  assert.equal(
    axis.stretches.map(({ start, end, cut }) => [start, end, cut]),
    [
      [0, 2, false],
      [2, 22, true],
      [22, 23, false],
    ],
  );
  const places = [0, 1, 2, 12, 22, 23].map((time) => Math.round(axis.at(time)));
  assert.equal(places, [0, 317, 633, 658, 683, 1000]);
});

test('what a step did within another lies below it', () => {
  const [outer, inner, other, next] = [
    { start: 0, end: 10 },
    { start: 0, end: 4 },
    { start: 3, end: 9 },
    { start: 4, end: 6 },
  ];
  assert.equal(lanesOf([other!, next!, inner!, outer!]), [[outer], [inner, next], [other]]);
});

test('a silence is told with the step that filled it, or with what began it', () => {
  const item = (text: string, start: number, end: number) => ({ text, start, end, took: end - start, level: 'debug' });
  const steps = [item('all', 0, 30), item('mdadm', 9, 21), item('short', 10, 11)] as const;
  const said = { text: 'a countdown of 5 s has begun', start: 31, end: 31, level: 'info' } as const;
  const all = [...steps, said] as Parameters<typeof waitedFor>[2];
  assert.is(waitedFor(10, 20, all), 'meanwhile: mdadm');
  assert.is(waitedFor(31, 36, all), 'since: a countdown of 5 s has begun');
  assert.is(waitedFor(1, 2, []), undefined);
});

test.run();
