// A watchdog that is fed as long as this process runs.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { endGuard, startGuard } from '../../../src/linux/guard-watchdog.ts';

test('a machine without a watchdog has none', async () => {
  using directory = await temporaryDirectory();
  assert.is(startGuard(10, directory.path), undefined);
  endGuard();
});

test('a device that is no watchdog is an error with the name of the call, and is not kept', async () => {
  using directory = await temporaryDirectory();
  mkdirSync(join(directory.path, 'class/watchdog0'), { recursive: true });
  writeFileSync(join(directory.path, 'class/watchdog0/state'), 'inactive\n');
  writeFileSync(join(directory.path, 'watchdog0'), '');
  const start = () => startGuard(10, join(directory.path, 'class'), directory.path);
  assert.throws(start, /WDIOC_SETTIMEOUT failed \(ENOTTY\)/);
  endGuard();
});

test.run();
