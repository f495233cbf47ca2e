import { callAsync, declare } from './libc.ts';

const sendFile = declare('long sendfile(int out, int in, uint8_t *offset, unsigned long count)');

/**
 * sendfile(2): the kernel copies `count` bytes of the open file `from`, from the byte `offset` on, to where the open
 * file `to` is being written. Fulfilled with how many it was, 0 at the file's end. Raises LinuxError.
 */
export function sendBytes(to: number, from: number, offset: number, count: number): Promise<number> {
  const position = new Uint8Array(BigInt64Array.of(BigInt(offset)).buffer);
  return callAsync('sendfile', sendFile, to, from, position, count);
}
