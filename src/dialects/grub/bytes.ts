// GRUB's strings are bytes without an encoding. Inside this room a string holds one byte per code unit (latin1), so
// that patterns, comparisons and the kernel's cmdline see what GRUB would see; these two stand at the border.

const ASCII = /^[\0-\x7f]*$/;

/** A name or path as the rest of baton writes it, to the byte string that GRUB would see. */
export function toBytes(text: string): string {
  return ASCII.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

/** A byte string to text; bytes that are not UTF-8 become U+FFFD. */
export function toText(bytes: string): string {
  return ASCII.test(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8');
}
