import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { clearCounter, countedEntry } from '../../../src/bookkeeping/clear-counter.ts';
import { failure } from '../../failure.ts';
import { entry } from '../entries.ts';

const counted = (name: string, cmdline: string, tries = { left: 2, done: 1 }) =>
  entry(name, { source: 'bls', config: `/loader/entries/${name}`, cmdline, tries });

test('the running system is known by its cmdline, without what boot loaders add', () => {
  const a = counted('a+2-1.conf', 'root=LABEL=a ro');
  const b = counted('b+2-1.conf', 'root=LABEL=b ro');
  const plain = entry('plain', { cmdline: 'root=LABEL=a ro' });
  const running = 'BOOT_IMAGE=/vmlinuz root=LABEL=a  ro panic=30\n';
  assert.is(countedEntry([plain, b, a], running), a);
  assert.is(countedEntry([plain, b], running), undefined);
  assert.is(countedEntry([a, { ...a, id: 'copy' }], running), undefined, 'of two it is not known which');
  assert.is(countedEntry([{ ...a, tries: { left: 3, done: 0 } }], running), undefined, 'it was never tried');
});

test('the counter goes out of the name, and never over another file', async () => {
  using directory = await temporaryDirectory();
  const entries = join(directory.path, 'loader/entries');
  mkdirSync(entries, { recursive: true });
  for (const name of ['a+2-1.conf', 'b+0-3.conf', 'b.conf']) writeFileSync(join(entries, name), name);
  assert.is(await clearCounter(directory.path, counted('a+2-1.conf', '')), join(entries, 'a.conf'));
  const { message } = await failure(clearCounter(directory.path, counted('b+0-3.conf', '')));
  assert.match(message, 'b.conf is there already');
  assert.equal(readdirSync(entries).sort(), ['a.conf', 'b+0-3.conf', 'b.conf']);
});

test.run();
