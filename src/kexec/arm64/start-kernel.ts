// The few instructions between the running kernel and the next one; what they do is told in start-kernel.s.

/** What `as` makes of start-kernel.s. */
const code = Buffer.from('c4000058e0000058e1031faae2031faae3031faa80001fd600000000000000000000000000000000', 'hex');

/** The instructions with both physical addresses in their place. */
export function startKernel(kernel: number, tree: number): Buffer {
  const made = Buffer.from(code);
  made.writeBigUInt64LE(BigInt(kernel), made.length - 16);
  made.writeBigUInt64LE(BigInt(tree), made.length - 8);
  return made;
}
