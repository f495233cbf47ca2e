import { existsSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { loadSegments } from '../../../../src/kexec/arm64/load-segments.ts';
import type { SegmentsOptions } from '../../../../src/kexec/load-segments.ts';
import type { Wanted } from '../../../../src/kexec/prepared.ts';
import { failure } from '../../../failure.ts';

const kernel = { kernel: new Uint8Array(64), name: '/vmlinuz', cmdline: 'quiet', modules: [] };
const refusal = async (options: SegmentsOptions, wanted: Partial<Wanted> = {}) =>
  (await failure(loadSegments({ ...kernel, ...wanted }, options))).message;

test('what only x86 can do is refused with what to do instead', async () => {
  assert.is(
    await refusal({ crash: true }),
    'baton cannot load a kernel for a crash by kexec_load on arm64. Use a running kernel that has kexec_file_load.',
  );
  assert.match(await refusal({ preserveContext: true }), /to come back from by .* without --load-preserve-context\.$/);
  assert.match(await refusal({ console: { vga: true } }), /Leave --console-serial and --console-vga out\.$/);
  assert.match(await refusal({ kind: 'multiboot' }), /Leave --type out\.$/);
  const modules = [{ bytes: new Uint8Array(), cmdline: 'module' }];
  assert.is(await refusal({}, { modules }), '/vmlinuz takes modules, which arm64 kernels do not. Leave them out.');
});

test('a machine without a device tree is told of, before anything is handed to the kernel', async () => {
  if (existsSync('/sys/firmware/fdt')) return;
  assert.is(await refusal({}), "This machine's device tree cannot be read (/sys/firmware/fdt). Mount /sys.");
});

test.run();
