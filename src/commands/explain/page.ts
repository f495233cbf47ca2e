// An account as one page of HTML, with a flame chart drawn in SVG. It fetches nothing and needs no scripts.

import { droppedText } from '../../journal.ts';
import type { Account } from './account.ts';
import { flameChart } from './flame-chart.ts';
import { type Group, groupsOf, type Item, wordsOf } from './groups.ts';
import { escaped } from './markup.ts';
import { headingOf, longestSteps } from './timeline.ts';

/** So many of the longest steps are listed, and none that took less, in seconds. */
const listed = 10;
const worthListing = 0.01;

const style = `
:root { color-scheme: light dark; --text: #1c2330; --dim: #5d6878; --line: #d4dae3; --paper: #ffffff; --band: #f5f7fa;
  --warning: #9a6200; --error: #b3261e; --bar-text: #10151d; }
@media (prefers-color-scheme: dark) { :root { --text: #e4e8ee; --dim: #98a3b3; --line: #39424f; --paper: #171b21;
  --band: #1e232b; --warning: #f0b429; --error: #ff8a80; } }
body { font: 14px/1.45 system-ui, sans-serif; color: var(--text); background: var(--paper); margin: 2rem auto;
  max-width: 1200px; padding: 0 1.5rem; }
h1 { font-size: 1.5rem; margin: 0 0 .2rem; } h2 { font-size: 1.05rem; margin: 2.2rem 0 .6rem; }
p { color: var(--dim); margin: .3rem 0; }
svg { width: 100%; height: auto; display: block; } svg text { font: 11px system-ui, sans-serif; fill: var(--text); }
svg .dim { fill: var(--dim); } svg .bar text { fill: var(--bar-text); pointer-events: none; }
svg .bar:hover rect { stroke: var(--text); stroke-width: 1.2; } svg .grid { stroke: var(--line); }
svg .band { fill: var(--band); } svg .cut { fill: var(--line); opacity: .45; }
svg .warning { fill: var(--warning); } svg .error { fill: var(--error); } svg .moment { fill: var(--dim); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th { text-align: left; color: var(--dim); font-weight: 500; border-bottom: 1px solid var(--line); }
th, td { padding: .15rem .8rem .15rem 0; vertical-align: top; } td:last-child, th:last-child { padding-right: 0; }
.number { text-align: right; white-space: nowrap; } td.text { overflow-wrap: anywhere; width: 100%; }
tr.warning td.text { color: var(--warning); } tr.error td.text { color: var(--error); }
tr.step td.text { font-weight: 500; } details { margin-top: .4rem; } summary { cursor: pointer; }
`;

/** The page. Everything in it that comes from the account is escaped. */
export function explainPage(account: Account): string {
  const groups = groupsOf(account);
  const all = groups.flatMap(({ items }) => items);
  const heading = escaped(headingOf(account));
  const steps = longestSteps(all, listed, worthListing);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${heading}</title>
<style>${style}</style>
<h1>What happened in this boot</h1>
<p>${heading}${account.dropped > 0 ? ` ${escaped(droppedText(account.dropped))}` : ''}</p>
<p>Times are in seconds since the kernel started. A bar is a step, a mark is a message; point at one to read it.</p>
${flameChart(groups)}
<h2>The longest steps</h2>
${tableOf([{ name: '', items: steps }])}
${groups.map(section).join('\n')}
</html>
`;
}

function section(group: Group): string {
  const { name, items } = group;
  const [from, to] = [items[0]!.start, Math.max(...items.map(({ end }) => end))];
  const count = `${items.length} ${items.length === 1 ? 'line' : 'lines'}`;
  return `<h2>${escaped(name)}</h2>
<details${items.length <= 40 ? ' open' : ''}><summary>${from.toFixed(3)} to ${to.toFixed(3)}, ${count}</summary>
${tableOf([group])}
</details>`;
}

function tableOf(groups: readonly Group[]): string {
  const rows = groups.flatMap(({ items }) => items).map(row);
  return `<table>
<tr><th class="number">at</th><th class="number">took</th><th>what</th></tr>
${rows.join('\n')}
</table>`;
}

function row(item: Item): string {
  const took = item.took === undefined ? '' : item.took.toFixed(3);
  const kind = item.level === 'warning' || item.level === 'error' ? item.level : took === '' ? 'message' : 'step';
  return `<tr class="${kind}"><td class="number">${item.start.toFixed(3)}</td><td class="number">${took}</td><td class="text">${escaped(wordsOf(item))}</td></tr>`;
}
