import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { programFiles } from '../../../build/bundle.ts';
import { checkout } from '../../../build/cache.ts';
import { chunksOf } from '../../../build/chunks.ts';
import { packsOf } from '../../../build/packs.ts';
import { x86_64 } from '../../../build/target.ts';
import { temporaryDirectory } from '../../../qemu/temporary.ts';

const entry = join(checkout, 'initramfs', 'program.ts');
const chunks = await chunksOf(entry);
const packs = await packsOf(chunks, [['src/init.ts'], ['src/session.ts']]);
const textOf = (pack: string) => packs.find(({ name }) => name === pack)!.text;

test('PID 1 starts without what only a command, the menu or another language of the configuration needs', () => {
  assert.is(packs[0]!.name, chunks[0]!.name.replace('.js', ''));
  for (const later of ['Usage:', 'menuentry', 'BEGIN PGP']) assert.not.match(textOf('0'), later);
  assert.ok(textOf('0').length < 0.3 * packs.reduce((sum, { text }) => sum + text.length, 0));
});

test('what one pack asks another for, that has', () => {
  for (const { text } of packs) {
    for (const [, pack, chunk] of text.matchAll(/require\("\.\/([^/"]+)\/([^"]+)"\)/g)) {
      assert.match(textOf(pack!), `"${chunk}":()=>`);
    }
  }
});

test('no pack needs itself before it has started', () => {
  const home = new Map(
    packs.flatMap(({ name, text }) => [...text.matchAll(/"([^"]+\.js)":\(\)=>/g)].map(([, chunk]) => [chunk!, name])),
  );
  const needs = new Map(packs.map(({ name }) => [name, new Set<string>()]));
  for (const chunk of chunks) {
    const own = home.get(chunk.name);
    for (const other of chunk.needs) {
      const pack = home.get(other);
      if (own !== undefined && pack !== undefined && pack !== own) needs.get(own)!.add(pack);
    }
  }
  // Those whose needs have all started can start, until none is left.
  const waiting = new Set(needs.keys());
  for (let before = -1; before !== waiting.size; ) {
    before = waiting.size;
    for (const name of waiting) if (![...needs.get(name)!].some((each) => waiting.has(each))) waiting.delete(name);
  }
  assert.equal([...waiting], []);
});

test('the files of the image are the program', async () => {
  const directory = await temporaryDirectory();
  try {
    for (const { path, content } of await programFiles(x86_64, entry)) {
      if (content.kind !== 'file') continue;
      mkdirSync(join(directory.path, dirname(path)), { recursive: true });
      writeFileSync(join(directory.path, path), content.data);
    }
    const node = join(checkout, 'node_modules', x86_64.node.package, x86_64.node.file);
    const run = (...args: string[]) =>
      execFileSync(node, [join(directory.path, 'lib/baton/start.cjs'), ...args], { encoding: 'utf8', timeout: 60_000 });
    assert.match(run('--help'), 'Usage: baton COMMAND');
    mkdirSync(join(directory.path, 'boot/grub'), { recursive: true });
    writeFileSync(join(directory.path, 'boot/grub/grub.cfg'), "menuentry 'A system' { linux /vmlinuz }\n");
    assert.match(run('list', directory.path), 'A system');
  } finally {
    await directory.remove();
  }
});

test.run();
