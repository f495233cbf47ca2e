import { readFileSync } from 'node:fs';

/** One line of /proc/self/mountinfo. */
export interface MountPoint {
  readonly id: number;
  /** The id of the mount that this one lies on. */
  readonly parent: number;
  readonly major: number;
  readonly minor: number;
  /** The directory inside the filesystem that is at the mount point's root: `/`, or a subvolume or bound directory. */
  readonly root: string;
  readonly target: string;
  /** Options of this mount point: `ro`, `nosuid`, …. */
  readonly options: readonly string[];
  /** Propagation: `shared:2`, `master:1`, …; none where the mount is private. */
  readonly propagation: readonly string[];
  readonly type: string;
  readonly source: string;
  /** Options of the filesystem, wherever it is mounted. */
  readonly superOptions: readonly string[];
}

/**
 * The mounts of this process in the kernel's order, so that a mount comes after the one it lies on. `text` is that
 * of /proc/self/mountinfo, which is read where none is given; lines of another form are passed over.
 * Format: https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html
 */
export function mountinfo(text = readFileSync('/proc/self/mountinfo', 'utf8')): MountPoint[] {
  return text.split('\n').flatMap((line) => {
    const point = parse(line);
    return point === undefined ? [] : [point];
  });
}

function parse(line: string): MountPoint | undefined {
  const fields = line.split(' ');
  // Between the sixth field and the dash are the propagation tags, of any number.
  const dash = fields.indexOf('-', 6);
  const [id, parent, device, root, target, options] = fields;
  const [type, source, superOptions] = fields.slice(dash + 1);
  const numbers = /^(\d+):(\d+)$/.exec(device ?? '');
  if (dash < 0 || numbers === null || !/^\d+$/.test(id!) || !/^\d+$/.test(parent!)) return undefined;
  if (root === undefined || target === undefined || type === undefined || source === undefined) return undefined;
  return {
    id: Number(id),
    parent: Number(parent),
    major: Number(numbers[1]),
    minor: Number(numbers[2]),
    root: unescaped(root),
    target: unescaped(target),
    options: options!.split(','),
    propagation: fields.slice(6, dash),
    type: unescaped(type),
    source: unescaped(source),
    superOptions: superOptions === undefined ? [] : unescaped(superOptions).split(','),
  };
}

// The kernel writes space, tab, line feed, `#` and backslash as three octal digits.
function unescaped(field: string): string {
  return field.replace(/\\([0-3][0-7]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
