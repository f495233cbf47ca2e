import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Undo } from '../../../src/commands/undo.ts';

test('the steps are taken when the work is done, the last one first', async () => {
  const done: string[] = [];
  const undo = new Undo();
  const result = await undo.around(async () => {
    undo.add(async () => void done.push('first'));
    undo.add(async () => void done.push('second'));
    assert.equal(done, []);
    return 42;
  });
  assert.equal([result, done], [42, ['second', 'first']]);
});

test('they are taken when the work fails, and its error comes through', async () => {
  let undone = false;
  const undo = new Undo();
  const failing = undo.around(async () => {
    undo.add(async () => {
      undone = true;
    });
    throw new Error('the work');
  });
  assert.match(String(await failing.catch((error: Error) => error.message)), 'the work');
  assert.ok(undone);
});

test('a step that fails costs no other its turn', async () => {
  let undone = false;
  const undo = new Undo();
  const failing = undo.around(async () => {
    undo.add(async () => {
      undone = true;
    });
    undo.add(async () => {
      throw new Error('the step');
    });
  });
  assert.match(String(await failing.catch((error: Error) => error.message)), 'the step');
  assert.ok(undone);
});

test('a signal ends the process after the steps', async () => {
  const module = resolve(import.meta.dirname, '../../../src/commands/undo.ts');
  const program = `import { Undo } from ${JSON.stringify(module)};
    const undo = new Undo();
    undo.add(async () => console.log('undone'));
    await undo.around(() => new Promise((resolve) => { setTimeout(resolve, 20_000); console.log('begun'); }));`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk;
    if (output === 'begun\n') child.kill('SIGTERM');
  });
  const [status] = await once(child, 'close');
  assert.equal([status, output], [128 + 15, 'begun\nundone\n']);
});

test.run();
