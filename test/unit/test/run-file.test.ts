import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runFile } from '../../run-file.ts';

const directory = mkdtempSync(join(tmpdir(), 'baton-run-file-'));
test.after(() => rmSync(directory, { recursive: true }));

const uvu = pathToFileURL(join(import.meta.dirname, '../../../node_modules/uvu/dist/index.mjs'));
let count = 0;

function file(body: string): string {
  const path = join(directory, `${++count}.test.ts`);
  writeFileSync(path, `import { test } from '${uvu}';\n${body}`);
  return path;
}

function isRunning(process: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${process}/status`, 'utf8'));
  } catch {
    return false;
  }
}

test('tests that pass, fail and are skipped are counted', async () => {
  const path = file(
    "test('a', () => {}); test('b', () => { throw new Error('because'); }); test.skip('c'); test('d', () => {}); test.run();",
  );
  const { passed, failed, skipped, output } = await runFile(path, 30);
  assert.equal({ passed, failed, skipped }, { passed: 2, failed: 1, skipped: 1 });
  assert.match(output, /because/);
});

test('a file that cannot be loaded counts as a failure', async () => {
  const { passed, failed, output } = await runFile(file("throw new Error('broken');"), 30);
  assert.equal({ passed, failed }, { passed: 0, failed: 1 });
  assert.match(output, /broken/);
});

test('a file that ends before its tests do counts as a failure', async () => {
  const path = file("test('never', () => new Promise(() => {})); test.run();");
  const { passed, failed, problem } = await runFile(path, 30);
  assert.equal({ passed, failed }, { passed: 0, failed: 1 });
  assert.match(problem!, /ended before its tests did|exit status/);
});

test('a file without tests counts as a failure', async () => {
  const { failed, problem } = await runFile(file('test.run();'), 30);
  assert.is(failed, 1);
  assert.match(problem!, /no tests/);
});

test('a file of which all tests are skipped is no failure', async () => {
  const { passed, failed, skipped } = await runFile(file("test.skip('a', () => {}); test.run();"), 30);
  assert.equal({ passed, failed, skipped }, { passed: 0, failed: 0, skipped: 1 });
});

test('what a file leaves behind holds up nothing, though it has its output', async () => {
  const path = file(
    `import { spawn } from 'node:child_process';
test('a', () => spawn('setsid', ['sleep', '80'], { stdio: 'inherit' }).unref()); test.run();`,
  );
  const { passed, failed, seconds } = await runFile(path, 100);
  assert.equal({ passed, failed }, { passed: 1, failed: 0 });
  assert.ok(seconds < 60, `${seconds} s`);
});

test('a file that takes too long is killed with what it started', async () => {
  const pid = join(directory, 'pid');
  const path = file(
    `import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
test('slow', async () => {
  writeFileSync('${pid}', String(spawn('sleep', ['100']).pid));
  await new Promise((done) => setTimeout(done, 100_000));
});
test.run();`,
  );
  // By then it has started what is killed with it.
  const { failed, problem } = await runFile(path, 10);
  assert.is(failed, 1);
  assert.match(problem!, /more than 10 s/);
  const child = Number(readFileSync(pid, 'utf8'));
  // Until somebody has waited for it, what was killed is still there as a zombie.
  for (let tries = 0; tries < 1000 && isRunning(child); tries++) await sleep(20);
  assert.not.ok(isRunning(child));
});

test.run();
