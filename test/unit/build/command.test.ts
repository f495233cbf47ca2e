import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CommandError, run } from '../../../build/command.ts';

async function failureOf(promise: Promise<unknown>): Promise<CommandError> {
  try {
    await promise;
  } catch (error) {
    assert.instance(error, CommandError);
    return error as CommandError;
  }
  throw new Error('it did not fail');
}

test('standard output is returned, and file descriptor 3 comes line by line', async () => {
  const lines: string[] = [];
  const script = 'echo out; printf "one\\ntw" >&3; echo o >&3';
  const output = await run('sh', ['-c', script], { timeout: 120_000, onStatus: (line) => lines.push(line) });
  assert.is(output, 'out\n');
  assert.equal(lines, ['one', 'two']);
});

test('a failure says which command, how it ended and what it complained about', async () => {
  const error = await failureOf(run('sh', ['-c', 'echo no such disk >&2; exit 3'], { timeout: 120_000 }));
  assert.match(error.message, /`sh -c .*` failed with exit status 3: no such disk/);
  assert.is(error.status, 3);
});

test('a command that is not there is said to be not installed', async () => {
  const error = await failureOf(run('baton-has-no-such-command', [], { timeout: 120_000 }));
  assert.match(error.message, /cannot run baton-has-no-such-command: it is not installed/);
});

test('a command that outlasts its time is killed', async () => {
  const began = Date.now();
  const error = await failureOf(run('sleep', ['60'], { timeout: 100 }));
  assert.match(error.message, /took more than 0.1 s/);
  assert.ok(Date.now() - began < 10_000);
});

test.run();
