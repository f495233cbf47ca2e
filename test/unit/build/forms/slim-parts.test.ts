// Node without what the payload has no room for is still a Node.

import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkout } from '../../../../build/cache.ts';
import { run } from '../../../../build/command.ts';
import { dynamicNames, removeNames } from '../../../../build/forms/dynamic-names.ts';
import { nodeFacts } from '../../../../build/forms/node-facts.ts';
import {
  isDispensableScript,
  modulesApart,
  removeCodeCaches,
  removeScripts,
} from '../../../../build/forms/node-scripts.ts';
import { slimParts } from '../../../../build/forms/slim-parts.ts';
import { npmPackage } from '../../../../build/npm-package.ts';
import { x86_64 } from '../../../../build/target.ts';
import { ensureTools } from '../../../../build/tools.ts';
import { file, type Item } from '../../../../build/tree.ts';
import { temporaryDirectory } from '../../../../qemu/temporary.ts';
import { failure } from '../../../failure.ts';

await ensureTools(['strip']);
const directory = await temporaryDirectory('large');
test.after(directory.remove);
const stripped = join(directory.path, 'stripped');
await run('strip', ['--strip-all', '-o', stripped, join(await npmPackage(x86_64.node.package), x86_64.node.file)], {
  timeout: 120_000,
});
const koffi = join(await npmPackage(x86_64.koffi.package), x86_64.koffi.file);
const node = readFileSync(stripped);
const origin = { package: 'node', version: '', license: '', source: 'npm' } as const;

const dataOf = (items: readonly Item[] | undefined, path: string): Uint8Array => {
  const content = items?.find((item) => item.path === path)?.content;
  if (content?.kind !== 'file') throw new Error(`there is no ${path}`);
  return content.data;
};

const program = `const net = require("node:net"), { execFile } = require('node:child_process');`;
const parts = await slimParts(
  x86_64,
  new Map([
    ['Node', [file('bin/node', node, origin, 0o755)]],
    [
      'program',
      [
        file('lib/baton/program.js', Buffer.from(program), origin),
        file('lib/baton/program.cache', Buffer.from('made by V8'), origin),
        file('lib/baton/koffi.node', readFileSync(koffi), origin),
      ],
    ],
  ]),
);
const slim = join(directory.path, 'slim');
writeFileSync(slim, dataOf(parts.get('Node'), 'bin/node'));
chmodSync(slim, 0o755);

/** What the slim Node makes of an expression, and what it says where it fails. */
const value = (expression: string) =>
  execFileSync(slim, ['-p', expression], { encoding: 'utf8', stdio: 'pipe' }).trim();

test('every module that the program names can be loaded, and koffi calls functions of libraries', () => {
  const names = ['fs', 'fs/promises', 'net', 'tls', 'http', 'https', 'dgram', 'dns', 'child_process', 'crypto', 'zlib'];
  assert.is(
    value(`${JSON.stringify(names)}.map((name) => typeof require('node:' + name)).every((type) => type === 'object')`),
    'true',
  );
  const call = `require(${JSON.stringify(join(checkout, 'node_modules/koffi'))}).load(null).func('int getpid()')() === process.pid`;
  assert.is(value(call), 'true');
});

test('it is as long as it was and has most of its own text, half of its JavaScript and all names but some hundred no more', async () => {
  const bytes = dataOf(parts.get('Node'), 'bin/node');
  assert.is(bytes.length, node.length);
  assert.ok(new Set(dynamicNames(node)).size > 30_000);
  assert.ok(new Set(dynamicNames(bytes)).size < 3_000);
  const { scripts, loaded } = await nodeFacts(x86_64, modulesApart, []);
  const gone = [...scripts].filter(([name]) => isDispensableScript(name, loaded));
  assert.ok(gone.reduce((sum, [, text]) => sum + text.length, 0) > 5e6);
});

test('what is left out says so when it is asked for; what the program names stays, whatever it is', async () => {
  assert.throws(() => value('require("node:http2")'), /this part of Node is left out of the payload/);
  const { loaded } = await nodeFacts(x86_64, modulesApart, ['node:http2']);
  assert.not(isDispensableScript('internal/http2/core', loaded));
  assert.ok(isDispensableScript('internal/deps/amaro/dist/index', loaded));
  assert.not(isDispensableScript('net', new Set()));
});

test('the code caches of the program are empty, as its start takes them, and nothing else of it is changed', () => {
  assert.is(dataOf(parts.get('program'), 'lib/baton/program.cache').length, 0);
  assert.is(Buffer.from(dataOf(parts.get('program'), 'lib/baton/program.js')).toString(), program);
  writeFileSync(join(directory.path, 'program.js'), '() => (find, module) => (module.exports = 1)');
  assert.is(value('new vm.Script("1+1", { cachedData: Buffer.alloc(0) }).runInThisContext()'), '2');
});

test('a Node that is not as expected is refused with what is missing', async () => {
  const facts = await nodeFacts(x86_64, modulesApart, []);
  assert.throws(
    () => removeScripts(Buffer.alloc(64), facts),
    /^.*Node's own script \S+ is not in its file as it tells it/,
  );
  assert.throws(() => removeCodeCaches(Buffer.alloc(64), facts), /Node's file has no code caches, or in another form/);
  assert.throws(() => removeNames(Buffer.alloc(64), new Set()), /the program has no section of symbols/);
  const { message } = await failure(
    slimParts(x86_64, new Map([['Node', [file('bin/node', Buffer.alloc(64), origin)]]])),
  );
  assert.match(message, /Node's own script \S+ is not in its file as it tells it/);
});

test.run();
