import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { withPanic } from '../../../src/policy/panic.ts';
import { entry } from '../entries.ts';

const cmdlineOf = (cmdline: string, differences = {}) =>
  withPanic(entry('Debian', { cmdline, ...differences })).cmdline;

test('a kernel that panics restarts, unless its cmdline says something else', () => {
  assert.is(cmdlineOf('root=/dev/vda2 ro'), 'root=/dev/vda2 ro panic=30');
  assert.is(cmdlineOf('root=/dev/vda2 panic=0'), 'root=/dev/vda2 panic=0');
  assert.is(cmdlineOf('root=/dev/vda2 -- single'), 'root=/dev/vda2 panic=30 -- single');
});

test('what is no Linux, and an image that has its cmdline in itself, stay as they are', () => {
  assert.is(cmdlineOf('console=ttyS0', { kind: 'multiboot2' }), 'console=ttyS0');
  assert.is(cmdlineOf('', { kind: 'uki' }), '');
});

test.run();
