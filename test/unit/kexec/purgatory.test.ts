import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkout } from '../../../build/cache.ts';
import { run } from '../../../build/command.ts';
import { assemblePurgatory } from '../../../build/purgatory.ts';
import { ensureTools } from '../../../build/tools.ts';
import { makePurgatory, purgatorySize } from '../../../src/kexec/purgatory.ts';
import { purgatoryCode } from '../../../src/kexec/purgatory-code.ts';

const timeout = 30_000;
const start = { mode: 64, entry: 0x1000200, parameters: 0x2000 } as const;

/**
 * A program around purgatory.s: takes the purgatory's first bytes, parameters among them, and 64 KiB of memory from
 * standard input, and ends with status 0 where the purgatory finds the digest right.
 */
const program = `
.include "${join(checkout, 'src/kexec/purgatory.s')}"
.bss
memory: .skip 65536
.text
.globl _start
_start:
  leaq start(%rip), %r12
  movq $begin - start, %r13
  call fill
  leaq memory(%rip), %r12
  movq $65536, %r13
  call fill
  call check
  xorl %edi, %edi
  testl %eax, %eax
  setnz %dil
  movl $60, %eax
  syscall
# Takes the purgatory's first bytes, and 16 bytes of memory to which it writes that it was called from there.
.globl _digits
_digits:
  leaq start(%rip), %r12
  movq $begin - start, %r13
  call fill
  movabsq $0x0123456789abcdef, %rax
  movq %rax, return_address(%rip)
  leaq memory(%rip), %rax
  movq %rax, digits(%rip)
  call write_digits
  movl $1, %eax
  movl $1, %edi
  leaq memory(%rip), %rsi
  movl $17, %edx
  syscall
  movl $60, %eax
  xorl %edi, %edi
  syscall
fill:
  xorl %eax, %eax
  xorl %edi, %edi
  movq %r12, %rsi
  movq %r13, %rdx
  syscall
  testq %rax, %rax
  jle full
  addq %rax, %r12
  subq %rax, %r13
  jnz fill
full:
  ret
`;
const parametersEnd = 0x1a8;
const memorySize = 65_536;

const purgatory = suite('purgatory', { directory: '', memory: 0 });
purgatory.before(async (context) => {
  await ensureTools(['as', 'ld', 'nm']);
  context.directory = await mkdtemp(join(tmpdir(), 'baton-purgatory-'));
  const [source, object, binary] = ['p.s', 'p.o', 'p'].map((name) => join(context.directory, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(source, program);
  await run('as', ['--64', source, '-o', object], { timeout });
  // The parameters lie in the program's text, which -N makes writable.
  await run('ld', ['-N', object, '-o', binary], { timeout });
  const symbols = await run('nm', [binary], { timeout });
  context.memory = Number.parseInt(/^([0-9a-f]+) b memory$/m.exec(symbols)![1]!, 16);
});
purgatory.after(({ directory }) => rmSync(directory, { recursive: true }));

function check(directory: string, code: Buffer, memory: Buffer): number | null {
  const input = Buffer.concat([code.subarray(0, parametersEnd), memory]);
  return spawnSync(join(directory, 'p'), { input, timeout }).status;
}

purgatory('the machine code in the repository is what the assembler makes of purgatory.s', async () => {
  assert.equal(Buffer.from(purgatoryCode, 'base64'), await assemblePurgatory());
});

purgatory('code and parameters leave a page for the stack', () => {
  assert.ok(Buffer.from(purgatoryCode, 'base64').length <= purgatorySize / 2);
});

for (const sizes of [[64], [1], [4096, 1, 63, 65], [10_000, 200], Array.from({ length: 15 }, () => 100)]) {
  purgatory(`regions of ${sizes.join(', ')} bytes are found whole, and any changed byte is noticed`, (context) => {
    const memory = Buffer.alloc(memorySize);
    let at = 0;
    const regions = sizes.map((size) => {
      const bytes = randomBytes(size);
      bytes.copy(memory, at);
      const region = { address: context.memory + at, bytes };
      at += Math.ceil(size / 4096) * 4096;
      return region;
    });
    const code = makePurgatory({ start, regions });
    assert.is(check(context.directory, code, memory), 0);
    const broken = Buffer.from(memory);
    broken[regions.at(-1)!.address - context.memory + sizes.at(-1)! - 1]! ^= 1;
    assert.is(check(context.directory, code, broken), 1);
  });
}

purgatory('the digest is that of the regions with the zeros behind them', () => {
  const bytes = Buffer.from('kernel');
  const code = makePurgatory({ start, regions: [{ address: 0x1000, bytes }] });
  const expected = createHash('sha256').update(bytes).update(Buffer.alloc(58)).digest();
  assert.equal(code.subarray(0x40, 0x60), expected);
});

purgatory('without a check there is no digest, and consoles are flags with a port and a divisor', () => {
  const options = { start, regions: [{ address: 0x1000, bytes: Buffer.from('k') }], skipCheck: true };
  const code = makePurgatory({ ...options, console: { serial: 0x2f8, baud: 9600, vga: true } });
  assert.equal(code.subarray(0x40, 0x60), Buffer.alloc(32));
  assert.is(code.readUInt32LE(0x20), 2 | 4 | 8);
  assert.is(code.readUInt16LE(0x24), 0x2f8);
  assert.is(code.readUInt16LE(0x26), 12);
});

purgatory('the return address becomes 16 digits', async ({ directory }) => {
  await run('ld', ['-N', '-e', '_digits', join(directory, 'p.o'), '-o', join(directory, 'd')], { timeout });
  const input = makePurgatory({ start, regions: [], digits: 1 }).subarray(0, parametersEnd);
  const { stdout } = spawnSync(join(directory, 'd'), { input, timeout });
  assert.is(stdout.toString('latin1'), '0123456789abcdef\0');
});

purgatory('the parameters lie where purgatory.s has them', () => {
  const source = readFileSync(join(checkout, 'src/kexec/purgatory.s'), 'utf8');
  assert.match(source, /\.org 0x08\nentry:[^\n]*\nparameters:[^\n]*\neax:[^\n]*\nebx:[^\n]*\nflags:/);
  const code = makePurgatory({ start: { mode: 32, entry: 1, parameters: 2, eax: 3, ebx: 4 }, regions: [] });
  assert.is(code.readBigUInt64LE(0x08), 1n);
  assert.is(code.readBigUInt64LE(0x10), 2n);
  assert.match(source, /\nregions: [^\n]*\ndigits: [^\n]*\n\nbegin:/);
  assert.is(makePurgatory({ start, regions: [], digits: 5 }).readBigUInt64LE(0x1a0), 5n);
  assert.equal([code.readUInt32LE(0x18), code.readUInt32LE(0x1c), code.readUInt32LE(0x20)], [3, 4, 1]);
});

purgatory.run();
