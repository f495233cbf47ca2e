import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { diskToolParts } from '../../../build/disk-tools.ts';
import { x86_64 } from '../../../build/target.ts';
import { failure } from '../../failure.ts';

test('a tool that there is not stops the build, with the line that names it and the tools that there are', async () => {
  const line = { names: 'zpool', where: 'full.txt:7' };
  const { message } = await failure(diskToolParts([line], x86_64, new Set()));
  assert.is(
    message,
    'full.txt:7 names the tool zpool; there are mdadm, lvm, nbd-client, iscsistart, dmsetup, cryptsetup',
  );
});

test.run();
