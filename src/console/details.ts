// What is known of an entry, as lines.

import type { Resource } from '../entry/entry.ts';
import { fullTitle } from '../entry/title.ts';
import { kernelVersion } from './kernel-version.ts';
import { widthOf, wrap } from './layout.ts';
import type { Menu } from './model.ts';
import type { Row } from './tree.ts';

/** What an entry is, where it comes from and what it loads, in lines of at most `width` columns. */
export function entryDetails({ plan, systems, messages }: Menu, row: Row | undefined, width: number): string[] {
  if (row?.kind !== 'entry') return [];
  const { entry } = row;
  const { details: words } = messages;
  const place = ({ path, volume, wants, url }: Resource): string => url ?? words.on(path, volume ?? wants ?? '?');
  const version = kernelVersion(entry);
  const system = systems.get(entry.volume);
  const facts: [string, string | undefined][] = [
    [words.from, `${words.on(`${entry.config}:${entry.line}`, entry.volume)} (${entry.source})`],
    [words.system, system],
    [words.version, version],
    [words.kernel, entry.kernel ? place(entry.kernel) : words.none],
    ...entry.initrds.map((initrd): [string, string] => [words.initrd, place(initrd)]),
    [words.devicetree, entry.devicetree && place(entry.devicetree)],
    [words.cmdline, entry.cmdline],
    [words.key, entry.hotkey],
    [words.default, entry === plan.default ? words.because(messages.reason(plan.reason)) : undefined],
  ];
  const column = Math.max(...facts.map(([name]) => widthOf(name))) + 2;
  const fact = ([name, text]: [string, string | undefined]): string[] => {
    if (text === undefined) return [];
    // What does not fit goes on below, not below the names, unless that leaves too little room.
    const indent = width - column >= 20 ? column : 0;
    const label = name + ' '.repeat(column - widthOf(name));
    if (indent === 0) return wrap(label + text, width);
    return wrap(text, width - indent).map((part, at) => (at === 0 ? label : ' '.repeat(indent)) + part);
  };
  return [
    ...wrap(fullTitle(entry), width),
    ...facts.flatMap(fact),
    ...entry.diagnostics.flatMap((text) => wrap(text, width)),
  ];
}
