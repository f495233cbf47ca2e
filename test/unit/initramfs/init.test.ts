import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkout } from '../../../build/cache.ts';
import { npmPackage } from '../../../build/npm-package.ts';
import { x86_64 } from '../../../build/target.ts';

const test = suite('initramfs/init');
const mebi = 2 ** 20;
/** What the image's squashfs unpacks at once. */
const block = 128 * 1024;
const page = 4096;

/** The blocks of its own program that a process has come to, by pages that are mapped. */
async function touched({ pid }: ChildProcess, program: string): Promise<Set<number>> {
  const blocks = new Set<number>();
  await using pages = await open(`/proc/${pid}/pagemap`);
  for (const line of (await readFile(`/proc/${pid}/maps`, 'utf8')).split('\n')) {
    if (!line.endsWith(program)) continue;
    const [, from, to, offset] = /^(\w+)-(\w+) \S+ (\w+)/.exec(line)!;
    const [first, end] = [Number.parseInt(from!, 16), Number.parseInt(to!, 16)];
    const words = Buffer.alloc(((end - first) / page) * 8);
    await pages.read(words, 0, words.length, (first / page) * 8);
    for (let at = 0; at < words.length; at += 8) {
      const present = words.readBigUInt64LE(at) >> 63n;
      if (present) blocks.add(Math.floor((Number.parseInt(offset!, 16) + (at / 8) * page) / block));
    }
  }
  return blocks;
}

test('what is unpacked ahead is most of what Node comes to at its start, and little else', async () => {
  const text = await readFile(join(checkout, 'initramfs', 'init'), 'utf8');
  // dd bs=1M count=37 && dd bs=1M skip=18 count=12: MiB 0 to 36, and 18 later 12 more
  const [, first, skip, second] = /bs=1M count=(\d+) && dd bs=1M skip=(\d+) count=(\d+)/.exec(text)!.map(Number);
  const ahead = (at: number) =>
    at * block < first! * mebi ||
    (at * block >= (first! + skip!) * mebi && at * block < (first! + skip! + second!) * mebi);

  const program = join(await npmPackage(x86_64.node.package), x86_64.node.file);
  const node = spawn(program, ['-e', 'process.stdin.resume(); console.log("up")'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    await once(node.stdout, 'data');
    const blocks = await touched(node, program);
    const hits = [...blocks].filter(ahead).length;
    // How much the kernel maps around what was asked for differs from one to another.
    assert.ok(hits > 0.75 * blocks.size, `${hits} of the ${blocks.size} blocks that Node comes to`);
    const unpacked = ((first! + second!) * mebi) / block;
    assert.ok(hits > 0.5 * unpacked, `${hits} of the ${unpacked} blocks that are unpacked ahead`);
  } finally {
    node.kill();
  }
});

test.run();
