// Which entries somebody looks for.

import type { Entry } from '../entry/entry.ts';
import { entryKey } from '../entry/key.ts';
import { fullTitle } from '../entry/title.ts';
import type { Row } from './tree.ts';

/** The entries whose title, kernel, configuration or cmdline has every word of `text`, as rows without folds. */
export function matchingRows(entries: readonly Entry[], text: string): Row[] {
  const words = text.toLowerCase().split(' ').filter(Boolean);
  const found = entries.filter((entry) => {
    const all = [fullTitle(entry), entry.kernel?.path, entry.config, entry.volume, entry.cmdline]
      .join('\n')
      .toLowerCase();
    return words.every((word) => all.includes(word));
  });
  return found.map((entry) => {
    // What tells entries apart stands first, because a narrow screen cuts the end.
    const title = entry.submenu.length > 0 ? `${entry.title}  (${entry.submenu.join(' > ')})` : entry.title;
    return { kind: 'entry', key: entryKey(entry), depth: 0, entry, title };
  });
}
