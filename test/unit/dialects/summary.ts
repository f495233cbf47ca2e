import type { Entry } from '../../../src/entry/entry.ts';
import type { Reading } from '../../../src/entry/reading.ts';

/** What most tests of dialects compare: `title: kernel + initrd + initrd | cmdline`, with a `*` before the default. */
export function summary(reading: Reading | undefined): string[] {
  return (reading?.entries ?? []).map(line);
}

function line({ title, kernel, initrds, cmdline, default: chosen }: Entry): string {
  const files = [kernel, ...initrds].map((file) => (file ? `${file.wants ?? file.volume}:${file.path}` : 'nothing'));
  return `${chosen ? '*' : ''}${title}: ${files.join(' + ')} | ${cmdline}`;
}
