import { declare } from './libc.ts';

const ioctl = declare('int ioctl(int fd, unsigned long request, void *argument)');

/** asm-generic/ioctls.h */
const TIOCGWINSZ = 0x5413;

/** The size of a terminal in characters, of TIOCGWINSZ in ioctl_tty(2); undefined where it has none, as serial lines. */
export function windowSize(fd: number): { readonly columns: number; readonly rows: number } | undefined {
  // struct winsize: rows, columns, and two more that nobody fills in.
  const size = new Uint16Array(4);
  if (ioctl(fd, TIOCGWINSZ, size) !== 0) return undefined;
  const [rows = 0, columns = 0] = size;
  return rows > 0 && columns > 0 ? { columns, rows } : undefined;
}
