import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fetchKernel } from '../../../build/kernel.ts';
import { nodeCommand } from '../../../build/node-command.ts';
import { arm64, foreign, targetNamed, x86_64 } from '../../../build/target.ts';
import { failure } from '../../failure.ts';

test('a processor is named as the kernel names it; of others those there are are told', () => {
  assert.is(targetNamed('arm64'), arm64);
  assert.throws(() => targetNamed('riscv64'), 'there is no processor riscv64; choose x86_64 or arm64');
});

test('programs of the own processor are run as they are, those of another by an emulator', async () => {
  assert.equal(foreign(x86_64, ['busybox', '--list']), ['busybox', '--list']);
  assert.equal(foreign(arm64, ['busybox', '--list']), ['qemu-aarch64-static', 'busybox', '--list']);
  assert.is((await nodeCommand(x86_64)).length, 1);
});

test('a kernel that is built for one processor alone is refused for the other, with those that there are', async () => {
  const { message } = await failure(fetchKernel('firmware', arm64));
  assert.is(message, 'the kernel firmware is built for x86_64 alone; for arm64 choose cloud or generic');
});

test.run();
