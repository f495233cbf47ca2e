import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { unify } from '../../../../build/forms/uki.ts';
import { fetchPackage } from '../../../../build/package.ts';
import { temporaryDirectory } from '../../../../qemu/temporary.ts';
import { peImage, X64 } from '../../pe-image.ts';

const { root } = await fetchPackage('systemd-boot-efi');
const stub = readFileSync(join(root, 'usr/lib/systemd/boot/efi/linuxx64.efi.stub'));
const directory = await temporaryDirectory();
test.after(directory.remove);
const at = (name: string) => join(directory.path, name);

test('binutils find the sections behind those of the stub, none of which lies over another in memory', () => {
  const kernel = Buffer.alloc(100_000, 'kernel');
  writeFileSync(
    at('uki.efi'),
    unify(stub, [
      ['.cmdline', Buffer.from('console=ttyS0')],
      ['.linux', kernel],
      ['.initrd', Buffer.alloc(0)],
    ]),
  );
  const outline = execFileSync('objdump', ['-h', at('uki.efi')], { encoding: 'utf8' });
  const sections = [...outline.matchAll(/^ +\d+ (\.\w+) +([0-9a-f]+) +([0-9a-f]+)/gm)].map(
    ([, name, size, address]) => {
      return { name, start: parseInt(address!, 16), end: parseInt(address!, 16) + parseInt(size!, 16) };
    },
  );
  assert.equal(
    sections.slice(0, 2).map(({ name }) => name),
    ['.text', '.reloc'],
  );
  assert.equal(
    sections.slice(-3).map(({ name }) => name),
    ['.cmdline', '.linux', '.initrd'],
  );
  for (const [index, { start }] of sections.entries()) if (index > 0) assert.ok(start >= sections[index - 1]!.end);
  const image = /SizeOfImage\s+([0-9a-f]+)/.exec(execFileSync('objdump', ['-p', at('uki.efi')], { encoding: 'utf8' }));
  assert.ok(parseInt(image![1]!, 16) >= sections.at(-1)!.end);
  execFileSync('objcopy', ['-O', 'binary', '--only-section=.linux', at('uki.efi'), at('linux')]);
  assert.equal(readFileSync(at('linux')).subarray(0, kernel.length), kernel);
});

test('what is no EFI program, and one whose headers are full, is refused', () => {
  assert.throws(() => unify(Buffer.from('#!/bin/sh\n'), []), 'the stub is no EFI program');
  assert.throws(() => unify(Buffer.alloc(4096), []), 'the stub is no EFI program');
  const full = peImage([['.text', 'x']], X64);
  assert.throws(() => unify(full, [['.linux', Buffer.alloc(1)]]), /headers have room for -?\d+ more sections/);
});

test.run();
