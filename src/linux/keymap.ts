// The layout of the keyboard of the virtual consoles. ioctl_console(2), linux/kd.h, linux/keyboard.h

import { LinuxError } from './errno.ts';
import { callSync, declare } from './libc.ts';

const ioctl = declare('int ioctl(int fd, unsigned long request, void *argument)');

const KDSKBENT = 0x4b47;
/** MAX_NR_KEYMAPS, NR_KEYS: as many tables, one for each combination of modifiers, with as many keys. */
const tables = 256;
const keys = 128;

const magic = 'bkeymap';

/**
 * Gives all virtual consoles the keymap in `bytes`, which are in the form of busybox's loadkmap: the magic, a byte for
 * each table that tells whether it is there, and the tables, with 16 bits for each key. What the kernel does not know of
 * it is left out.
 * @param fd of any virtual console
 * @returns whether the bytes are such a keymap. Raises LinuxError where it may not be changed
 */
export function loadKeymap(fd: number, bytes: Buffer): boolean {
  const there = bytes.subarray(magic.length, magic.length + tables);
  const count = there.filter((flag) => flag === 1).length;
  const start = magic.length + tables;
  if (bytes.toString('latin1', 0, magic.length) !== magic || bytes.length !== start + count * keys * 2) return false;
  let at = start;
  for (let table = 0; table < tables; table++) {
    if (there[table] !== 1) continue;
    for (let key = 0; key < keys; key++, at += 2) setKey(fd, table, key, bytes.readUInt16LE(at));
  }
  return true;
}

/** struct kbentry */
function setKey(fd: number, table: number, key: number, value: number): void {
  const entry = Buffer.of(table, key, value & 0xff, value >> 8);
  try {
    callSync('KDSKBENT', ioctl, fd, KDSKBENT, entry);
  } catch (failure) {
    if (!(failure instanceof LinuxError) || failure.code !== 'EINVAL') throw failure;
  }
}
