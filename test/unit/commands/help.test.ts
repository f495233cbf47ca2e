// What `baton --help` and the help of each command look like on a console of 80 columns.

import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const cli = resolve(import.meta.dirname, '../../../src/cli.ts');

function help(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8' });
  assert.is(status, 0, stderr);
  return stdout;
}

/** The commands, as `baton --help` lists them. */
const commands = [...help('--help').matchAll(/^ {2}([a-z-]+) {2,}\S/gm)].map(([, name]) => name!);

test('baton --help lists the commands, and without a command the same is printed', () => {
  assert.ok(commands.includes('list') && commands.includes('kexec') && commands.length > 15, commands.join());
  assert.is(help(), help('--help'));
});

test('no line of any help is wider than a console, or ends in a space', () => {
  for (const args of [[], ...commands.map((name) => [name])]) {
    const text = help(...args, '--help');
    assert.match(text, /^Usage: /);
    for (const line of text.split('\n')) {
      assert.ok(line.length < 80, `${args.join()}: ${line}`);
      assert.not.match(line, /\s$/, `${args.join()}: ${line}`);
    }
  }
});

test.run();
