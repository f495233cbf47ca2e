import type { Entry } from '../entry/entry.ts';

/** Seconds that a kernel which panicked has for what it says, before it restarts the machine. */
const patience = 30;

/**
 * The entry, with a cmdline that has a kernel restart when it panics: where tries are counted, a machine that stops
 * would wait for somebody to come. What the cmdline itself says of that stays.
 * https://docs.kernel.org/admin-guide/kernel-parameters.html
 */
export function withPanic(entry: Entry): Entry {
  const { cmdline, kind } = entry;
  const isLinux = kind === 'linux' || kind === 'uki';
  // An empty cmdline of a unified kernel image stands for its own.
  if (!isLinux || cmdline === '' || cmdline.split(' ').some((word) => word.startsWith('panic='))) return entry;
  // What stands behind a -- is for init.
  const [, before = cmdline, after = ''] = /^(.*?)((?: --(?: .*)?)?)$/.exec(cmdline) ?? [];
  return { ...entry, cmdline: `${before} panic=${patience}${after}` };
}
