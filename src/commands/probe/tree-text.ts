// Rows as lines for people, in columns like those of `lsblk -f`, with what baton makes of each below it.

import stringWidth from 'string-width';
import { detailsText } from './details/text.ts';
import type { Row } from './row.ts';

const headings = ['NAME', 'FSTYPE', 'FSVER', 'LABEL', 'UUID', 'SIZE', 'MOUNTPOINTS'];
/** The column of sizes, which stand at its right. */
const sizes = 5;

interface Line {
  readonly cells: readonly string[];
  /** Sentences below it, and what stands before each of them. */
  readonly remarks: readonly string[];
  readonly rail: string;
}

/** The tree as lines. */
export function treeLines(rows: readonly Row[]): string[] {
  const lines = rows.flatMap((row) => linesOf(row, '', ''));
  const widths = headings.map((heading, column) =>
    Math.max(...[heading, ...lines.map(({ cells }) => cells[column] ?? '')].map((cell) => stringWidth(cell))),
  );
  const aligned = (cells: readonly string[]) =>
    cells
      .map((cell, column) => {
        const blank = ' '.repeat(Math.max(0, widths[column]! - stringWidth(cell)));
        return column === sizes ? blank + cell : cell + blank;
      })
      .join(' ')
      .trimEnd();
  return [
    aligned(headings),
    ...lines.flatMap(({ cells, remarks, rail }) => [aligned(cells), ...remarks.map((remark) => rail + remark)]),
  ];
}

/**
 * @param branch what stands before the row's name, and `rail` before what is below it
 * @param above the name of the row above, which need not be there again
 */
function linesOf(row: Row, branch: string, rail: string, above = ''): Line[] {
  const { children } = row;
  const below = children.flatMap((child, index) => {
    const isLast = index === children.length - 1;
    return linesOf(child, `${rail}${isLast ? '`-' : '|-'}`, `${rail}${isLast ? '  ' : '| '}`, row.name);
  });
  const { fstype, fsver, label, uuid, size, mountpoints } = row;
  const name = row.name.startsWith(`${above}#`) ? row.name.slice(above.length) : row.name;
  const cells = [name, fstype, fsver, label, uuid, sizeText(size), mountpoints.join(', ')].map(printable);
  const own = {
    cells: [branch + cells[0]!, ...cells.slice(1)],
    remarks: remarksOn(row).map(printable),
    rail: `${rail}${children.length > 0 ? '|' : ' '}   `,
  };
  return [own, ...below];
}

function remarksOn({ verdict, details, configurations, notes, fstype, typename, partlabel }: Row): string[] {
  const purpose = [typename ?? [], partlabel === null ? [] : `"${partlabel}"`].flat().join(' ');
  const told = details ? detailsText(fstype, details) : undefined;
  const boots = configurations.map(({ config, source, entries, remarks }) => {
    const language = source === null ? '' : ` (${source})`;
    const failed = entries === 0 ? ` and ${plural(remarks, 'remark')}` : '';
    return `${config}${language}: ${entries === 0 ? 'no entry' : plural(entries, 'entry', 'entries')}${failed}`;
  });
  return [purpose ? `${verdict} (partition: ${purpose})` : verdict, ...(told ? [told] : []), ...boots, ...notes];
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** As lsblk writes sizes: `512M`, `1.5G`. */
export function sizeText(bytes: number): string {
  const units = ['B', 'K', 'M', 'G', 'T', 'P', 'E'];
  let [size, unit] = [bytes, 0];
  for (; size >= 1024 && unit < units.length - 1; unit += 1) size /= 1024;
  return `${size.toFixed(1).replace(/\.0$/, '')}${units[unit]}`;
}

/** Labels are anybody's; a control character in one must not reach the terminal. */
function printable(text: string | null): string {
  return (text ?? '').replace(/[\u0000-\u001f\u007f-\u009f]/g, '?');
}
