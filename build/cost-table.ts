import type { Cost } from './costs.ts';

/** The costs as lines of text, in columns. */
export function costTable(rows: readonly Cost[]): string {
  const cells = [
    ['part', 'files', 'bytes raw', 'in the image'],
    ...rows.map(({ part, files, raw, packed }) => [part, ...[files, raw, packed].map((n) => n.toLocaleString('en'))]),
  ];
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!);
  return cells.map((row) => row.map(pad).join('  ')).join('\n');
}
