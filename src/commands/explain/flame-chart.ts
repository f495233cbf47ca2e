// Steps as bars over time, in SVG: a band for each phase, and in it what goes on within a step below that step.

import { type Group, type Item, wordsOf } from './groups.ts';
import { lanesOf } from './lanes.ts';
import { escaped } from './markup.ts';
import { type TimeAxis, timeAxis } from './time-axis.ts';

/** All in pixels of a page as wide as `width`. */
const width = 1200;
const label = 110;
const right = 24;
const lane = 20;
const bar = 16;
const marks = 12;
const top = 26;
const gap = 6;
/** No band is lower than its name, and the lengths of what was cut out stand below all bands. */
const lowest = 22;
const bottom = 16;
/** A letter of the texts in bars. */
const letter = 5.9;
/** No bar is narrower, so that it can be seen and pointed at. */
const narrowest = 2.5;
/** Of each phase so many lanes are drawn. */
const mostLanes = 24;
/** As many ticks as there is room for, on steps of 1, 2 and 5. */
const mostTicks = 10;

const colours = ['#8fb8ff', '#ffc078', '#8ce0b4', '#e3a6f0', '#f5d565', '#ff9f9f', '#a9c7c7'];

/** The chart as an element of HTML. */
export function flameChart(groups: readonly Group[]): string {
  const axis = timeAxis(
    groups.flatMap(({ items }) => items),
    width - label - right,
  );
  const bands: string[] = [];
  const parts: string[] = [];
  let y = top;
  for (const [index, group] of groups.entries()) {
    const lanes = lanesOf(group.items.filter(({ took }) => took !== undefined)).slice(0, mostLanes);
    const height = Math.max(lowest, lanes.length * lane + marks + gap);
    if (index % 2 === 0) bands.push(`<rect class="band" x="0" y="${y}" width="${width}" height="${height}"/>`);
    parts.push(`<text class="dim" x="6" y="${y + 15}">${escaped(group.name)}</text>`);
    const colour = colours[index % colours.length]!;
    for (const [depth, items] of lanes.entries()) {
      for (const item of items) parts.push(barOf(item, axis, y + gap / 2 + depth * lane, colour));
    }
    const below = y + gap / 2 + lanes.length * lane;
    parts.push(...group.items.filter(({ took }) => took === undefined).map((item) => markOf(item, axis, below)));
    y += height;
  }
  return `<svg viewBox="0 0 ${width} ${y + bottom}" role="img" aria-label="Steps over time">
${bands.join('\n')}
${axisLines(axis, y).join('\n')}
${parts.join('\n')}
</svg>`;
}

const round = (value: number): string => value.toFixed(1).replace(/\.0$/, '');

function barOf(item: Item, axis: TimeAxis, y: number, colour: string): string {
  const from = label + axis.at(item.start);
  const wide = Math.max(narrowest, label + axis.at(item.end) - from);
  const text = wordsOf(item);
  const room = Math.floor((wide - 8) / letter);
  const shown = room >= 4 ? (text.length > room ? `${text.slice(0, room - 1)}\u2026` : text) : '';
  const dashed = item.pending ? ' stroke="currentColor" stroke-dasharray="3 2"' : '';
  return `<g class="bar"><title>${escaped(`${text}\n${times(item)}`)}</title><rect x="${round(from)}" y="${round(y)}" width="${round(wide)}" height="${bar}" rx="2" fill="${colour}"${dashed}/>${shown === '' ? '' : `<text x="${round(from + 4)}" y="${round(y + 12)}">${escaped(shown)}</text>`}</g>`;
}

function markOf(item: Item, axis: TimeAxis, y: number): string {
  const kind = item.level === 'warning' || item.level === 'error' ? item.level : 'moment';
  const size = kind === 'moment' ? 2 : 3.5;
  return `<g class="bar"><title>${escaped(`${wordsOf(item)}\n${times(item)}`)}</title><circle class="${kind}" cx="${round(label + axis.at(item.start))}" cy="${round(y + 5)}" r="${size}"/></g>`;
}

function times({ start, end, took }: Item): string {
  return took === undefined
    ? `at ${start.toFixed(3)} s`
    : `${start.toFixed(3)} to ${end.toFixed(3)} s, took ${took.toFixed(3)} s`;
}

/** Ticks with their seconds, and what was cut out. */
function axisLines(axis: TimeAxis, end: number): string[] {
  const lines: string[] = [];
  const shown = axis.stretches.filter(({ cut }) => !cut);
  const seconds = shown.reduce((sum, { start, end }) => sum + end - start, 0);
  const step = tickStep(seconds / mostTicks);
  let last = Number.NEGATIVE_INFINITY;
  for (const { start, end: until } of shown) {
    for (let tick = Math.ceil(start / step); tick * step <= until; tick++) {
      const x = label + axis.at(tick * step);
      if (x - last < 36) continue;
      last = x;
      const text = (tick * step).toFixed(step < 1 ? Math.ceil(-Math.log10(step)) : 0);
      lines.push(`<line class="grid" x1="${round(x)}" x2="${round(x)}" y1="18" y2="${end}"/>`);
      lines.push(`<text class="dim" x="${round(x)}" y="13" text-anchor="middle">${text} s</text>`);
    }
  }
  for (const { start, end: until, from, to } of axis.stretches.filter(({ cut }) => cut)) {
    lines.push(
      `<rect class="cut" x="${round(label + from)}" y="18" width="${round(to - from)}" height="${end - 18}"/>`,
    );
    lines.push(
      `<text class="dim" x="${round(label + (from + to) / 2)}" y="${end + 12}" text-anchor="middle">${(until - start).toFixed(1)} s</text>`,
    );
  }
  return lines;
}

/** The next of 1, 2, 5, 10, … that is no less. */
function tickStep(least: number): number {
  if (!(least > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least) ?? power;
}
