import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cached } from '../../../build/cache.ts';

const test = suite('cache', { root: '' });

test.before.each((context) => {
  context.root = mkdtempSync(join(tmpdir(), 'baton-cache-'));
  process.env.BATON_CACHE = context.root;
});
test.after.each(({ root }) => {
  delete process.env.BATON_CACHE;
  rmSync(root, { recursive: true });
});

test('what is in the cache is not made again', async ({ root }) => {
  let made = 0;
  const make = async (directory: string) => {
    made += 1;
    await writeFile(join(directory, 'file'), 'contents');
  };
  const first = await cached('group/name', make);
  assert.is(await cached('group/name', make), first);
  assert.is(first, join(root, 'group/name'));
  assert.is(readFileSync(join(first, 'file'), 'utf8'), 'contents');
  assert.is(made, 1);
});

test('what fails half-way leaves nothing behind, and can be tried again', async ({ root }) => {
  const failure = new Error('no network');
  try {
    await cached('name', async (directory) => {
      await writeFile(join(directory, 'half'), '');
      throw failure;
    });
    assert.unreachable('the failure was hidden');
  } catch (error) {
    assert.is(error, failure);
  }
  assert.equal(readdirSync(root), []);
  assert.ok(existsSync(await cached('name', async () => {})));
});

test('of two that make the same at once both get the one that was finished first', async ({ root }) => {
  const make = (text: string) => async (directory: string) => {
    await writeFile(join(directory, 'file'), text);
    while (text === 'slow' && !existsSync(join(root, 'name'))) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const [slow, quick] = await Promise.all([cached('name', make('slow')), cached('name', make('quick'))]);
  assert.is(slow, quick);
  assert.is(readFileSync(join(slow, 'file'), 'utf8'), 'quick');
  assert.equal(readdirSync(root), ['name']);
});

test.run();
