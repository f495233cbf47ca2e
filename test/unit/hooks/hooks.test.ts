// Hooks are real programs here: scripts of the shell and of Node.

import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Reading } from '../../../src/entry/reading.ts';
import { copyHooks } from '../../../src/hooks/copy-hooks.ts';
import { Hooks } from '../../../src/hooks/hooks.ts';
import { Journal } from '../../../src/journal.ts';
import { entry as entryOf, reading as readingOf } from '../entries.ts';
import { MemoryVolume } from '../memory-volume.ts';

const scratch = mkdtempSync(join(tmpdir(), 'baton-hooks-'));
test.after(() => rmSync(scratch, { recursive: true }));
let count = 0;

/** Hooks with these programs, by their names such as `found.d/10-x`, and what they write down. */
function hooksOf(programs: Readonly<Record<string, string>>, settings = { hooks: true, hookTimeout: 5 }) {
  const directory = join(scratch, String(count++));
  mkdirSync(directory);
  for (const [name, text] of Object.entries(programs)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text, { mode: 0o755 });
  }
  const journal = new Journal();
  const warnings = () => journal.messages.filter(({ level }) => level === 'warning').map(({ text }) => text);
  return { hooks: new Hooks(journal, settings, directory), directory, journal, warnings };
}

const linuxEntry = (title: string) => entryOf(title, { cmdline: 'root=/dev/vda1' });
const reading = (...titles: string[]): Reading =>
  readingOf(titles.map((title, index) => ({ ...linuxEntry(title), default: index === 0 })));
const told = (readings: readonly Reading[]) =>
  readings.flatMap(({ entries }) => entries.map((entry) => [entry.title, entry.cmdline, entry.default]));

test('hooks are told the entries as JSON and may rename, hide and change them, one after the other', async () => {
  const { hooks, directory, warnings } = hooksOf({
    'found.d/10-first': `#!/bin/sh
cat > $(dirname $0)/../told
echo '{"entries": [{"index": 1, "title": "Renamed", "default": true}, {"index": 2, "hide": true}]}'
`,
    'found.d/20-second': `#!${process.execPath}
const { entries } = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const changes = entries.map(({ index, cmdline, title }) => ({ index, cmdline: cmdline + ' ' + title.toLowerCase() }));
console.log(JSON.stringify({ entries: changes }));
`,
    'found.d/20-second~': '#!/bin/sh\nexit 1\n',
  });
  const readings = [reading('One', 'Two'), reading('Three', 'Four')];
  const result = await hooks.found(readings);
  assert.equal(told(result), [
    ['One', 'root=/dev/vda1 one', false],
    ['Renamed', 'root=/dev/vda1 renamed', true],
    ['Four', 'root=/dev/vda1 four', false],
  ]);
  assert.equal(warnings(), []);
  const input = JSON.parse(readFileSync(join(directory, 'told'), 'utf8'));
  assert.is(input.hook, 'found');
  assert.equal(
    input.entries.map(({ index, title }: { index: number; title: string }) => [index, title]),
    [
      [0, 'One'],
      [1, 'Two'],
      [2, 'Three'],
      [3, 'Four'],
    ],
  );
});

test('the same readings are shown to hooks once', async () => {
  const { hooks, directory } = hooksOf({ 'found.d/count': `#!/bin/sh\necho >> $(dirname $0)/../runs\n` });
  const readings = [reading('One')];
  assert.is(await hooks.found(readings), readings);
  await hooks.found(readings);
  await hooks.found([...readings]);
  assert.is(readFileSync(join(directory, 'runs'), 'utf8'), '\n\n');
});

test('an entry that was chosen gets the cmdline that hooks give it', async () => {
  const { hooks, journal } = hooksOf({
    'chosen.d/10-cmdline': `#!/bin/sh\necho '{"entry": {"cmdline": "root=/dev/vdb quiet"}}'\n`,
    'loaded.d/10-note': `#!/bin/sh\ngrep -q vdb || exit 3; echo seen >&2\n`,
  });
  const entry = await hooks.chosen(linuxEntry('One'));
  assert.is(entry.cmdline, 'root=/dev/vdb quiet');
  await hooks.loaded(entry);
  const texts = journal.messages.map(({ text }) => text);
  assert.ok(
    texts.includes('the hook chosen.d/10-cmdline has made the cmdline "root=/dev/vdb quiet"'),
    texts.join('\n'),
  );
  assert.ok(texts.includes('the hook loaded.d/10-note says: seen'), texts.join('\n'));
});

const failing: [string, string, RegExp][] = [
  ['ends with another status', 'echo no >&2; exit 7', /^The hook found\.d\/x ended with status 7: no\.$/],
  ['is killed', 'kill -9 $$', /ended by SIGKILL/],
  ['takes too long', 'sleep 60 & sleep 60', /took more than 1 s and was ended/],
  ['prints without end', 'yes', /printed more than 1048576 bytes/],
  ['prints no JSON', 'echo hello', /answered what is not used: it is not JSON/],
  ['prints no object', 'echo "[]"', /it is no object/],
  ['has an unknown key', `echo '{"entry": {}}'`, /it may not have "entry" \(entries\)/],
  ['has no index', `echo '{"entries": [{"title": "x"}]}'`, /entries\[0\] has no index/],
  ['counts too far', `echo '{"entries": [{"index": 1}]}'`, /entries\[0\]\.index is not a whole number from 0 to 0/],
  ['gives a wrong type', `echo '{"entries": [{"index": 0, "hide": 1}]}'`, /entries\[0\]\.hide is not true or false/],
  [
    'gives a bad title',
    `printf '{"entries": [{"index": 0, "title": "\\\\u001b"}]}'`,
    /title is not a text of at most 200/,
  ],
];
for (const [what, script, expected] of failing) {
  test(`a hook that ${what} changes nothing, and is told`, async () => {
    const hookTimeout = what === 'takes too long' ? 1 : 60;
    const { hooks, warnings } = hooksOf({ 'found.d/x': `#!/bin/sh\n${script}\n` }, { hooks: true, hookTimeout });
    const readings = [reading('One')];
    const start = performance.now();
    assert.is(await hooks.found(readings), readings);
    assert.ok(performance.now() - start < 30_000);
    assert.is(warnings().length, 1);
    assert.match(warnings()[0]!, expected);
  });
}

test('what cannot be started is told with what to look at', async () => {
  const { hooks, directory, warnings } = hooksOf({ 'early.d/a': '#!/no/such/shell\n', 'early.d/b': '#!/bin/sh\n' });
  chmodSync(join(directory, 'early.d/b'), 0o644);
  await hooks.early();
  assert.equal(warnings(), [
    'The hook early.d/a cannot be started (ENOENT; is its interpreter in the image).',
    'The hook early.d/b cannot be started (EACCES; is it executable).',
  ]);
});

test('a program that a hook leaves behind is ended with its process group, and otherwise holds up nothing', async () => {
  const { hooks, directory, warnings } = hooksOf({
    'early.d/child': '#!/bin/sh\nsleep 61 &\necho $! > $(dirname $0)/../child\n',
    'early.d/daemon': '#!/bin/sh\nsetsid sleep 40 &\nsleep 0.5\necho ready\n',
    'early.d/rude': '#!/bin/sh\nexec <&-\n',
  });
  const start = performance.now();
  await hooks.early();
  assert.ok(performance.now() - start < 30_000);
  assert.equal(warnings(), []);
  const child = `/proc/${readFileSync(join(directory, 'child'), 'utf8').trim()}/stat`;
  // What adopts it may not have taken note of its end.
  assert.ok(!existsSync(child) || / Z /.test(readFileSync(child, 'utf8')));
});

test('without hooks, or where they are switched off, nothing runs', async () => {
  const readings = [reading('One')];
  assert.is(await new Hooks(new Journal(), { hooks: true, hookTimeout: 1 }, '/no/such').found(readings), readings);
  const { hooks, journal } = hooksOf({ 'found.d/x': '#!/bin/sh\nexit 1\n' }, { hooks: false, hookTimeout: 1 });
  assert.is(await hooks.found(readings), readings);
  assert.equal(journal.messages, []);
});

test("a volume's hooks are copied with the right to run, and come between the image's by their names", async () => {
  const volume = new MemoryVolume(
    {},
    {
      '/baton/hooks/found.d/15-hide': `#!/bin/sh\necho '{"entries": [{"index": 0, "hide": true}]}'\n`,
      '/baton/hooks/found.d/.hidden': '#!/bin/sh\n',
      '/baton/hooks/loaded.d/x': '#!/bin/sh\n',
    },
  );
  const target = join(scratch, 'copies');
  assert.equal(await copyHooks(volume, target), ['found', 'loaded']);
  assert.not(existsSync(join(target, 'found.d/.hidden')));
  assert.is(statSync(join(target, 'loaded.d/x')).mode & 0o777, 0o700);
  const { hooks } = hooksOf({
    'found.d/10-a': `#!/bin/sh\necho '{"entries": [{"index": 0, "title": "A"}]}'\n`,
    'found.d/20-b': `#!/bin/sh\necho '{"entries": [{"index": 0, "title": "B"}]}'\n`,
  });
  const readings = [reading('One', 'Two')];
  await hooks.found(readings);
  hooks.add(target);
  assert.equal(
    told(await hooks.found(readings)).map(([title]) => title),
    ['B'],
  );
});

test.run();
