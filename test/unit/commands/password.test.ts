// baton password, on a terminal and in a script.

import { execFileSync, spawnSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkout } from '../../../build/cache.ts';
import { isPassword } from '../../../src/trust/scrypt.ts';

const cli = [`${checkout}/src/cli.ts`, 'password'];

test('in a script the first line of the input is the password', async () => {
  const hash = execFileSync(process.execPath, cli, { input: 'p\u00e4ss word\nmore\n' }).toString().trim();
  assert.ok(await isPassword(Buffer.from('p\u00e4ss word'), hash));
  assert.not(await isPassword(Buffer.from('p\u00e4ss word\nmore'), hash));
});

test('without a password there is no hash', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, cli, { input: '\n' });
  assert.is(status, 1);
  assert.is(stdout.toString(), '');
  assert.match(stderr.toString(), /there is no password/);
});

/** Types on a terminal of its own, one answer after each question. */
function onTerminal(answers: readonly string[]) {
  const program = `
import os, pty, sys
answers = sys.argv[1].encode().split(b'|')
pid, fd = pty.fork()
if pid == 0: os.execv(sys.argv[2], sys.argv[2:])
seen = b''
while True:
    try: part = os.read(fd, 1024)
    except OSError: break
    if not part: break
    seen += part
    if answers and seen.count(b': ') > 2 - len(answers): os.write(fd, answers.pop(0) + b'\\r')
sys.stdout.buffer.write(seen)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))`;
  const args = ['-c', program, answers.join('|'), process.execPath, ...cli];
  const { status, stdout } = spawnSync('python3', args, { timeout: 60_000 });
  return { status, shown: stdout.toString() };
}

test('on a terminal it is asked for twice, and not shown', async () => {
  const { status, shown } = onTerminal(['secret', 'secret']);
  assert.is(status, 0);
  assert.not.match(shown, /secret/);
  const [hash = ''] = /\$scrypt\S+/.exec(shown) ?? [];
  assert.ok(await isPassword(Buffer.from('secret'), hash));
});

test('two that differ make no hash', () => {
  const { status, shown } = onTerminal(['secret', 'other']);
  assert.is(status, 1);
  assert.match(shown, /the same both times/);
});

test.run();
