// Shows apt's own account of its progress as a bar.

import { progress } from './progress.ts';

/**
 * A bar for one run of apt: give each line of its status descriptor to `line`. With `bytes`, what is to be downloaded,
 * the bar counts bytes. The lines are `dlstatus:COUNT:PERCENT:TEXT` and `pmstatus:PACKAGE:PERCENT:TEXT`:
 * https://salsa.debian.org/apt-team/apt/-/blob/main/README.progress-reporting
 */
export function aptStatus(label: string, bytes?: number): { line(text: string): void; end(): void } {
  const shown = bytes === undefined ? progress(label, 100, 'percent') : progress(label, bytes, 'bytes');
  return {
    line(text) {
      const [kind, , percent] = text.split(':');
      if (kind !== 'dlstatus' && kind !== 'pmstatus') return;
      const done = Number(percent);
      if (Number.isFinite(done)) shown.update(bytes === undefined ? done : Math.round((bytes * done) / 100));
    },
    end: shown.end,
  };
}
