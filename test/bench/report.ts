// Every benchmark's result: a table for people, and out/bench/NAME.json for programs.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout } from '../../build/cache.ts';

/** One measured thing: baton's values, and those of what it is compared with, in the same unit. */
export interface Measured {
  readonly what: string;
  /** `s`, `MiB`, … */
  readonly unit: string;
  readonly own: readonly number[];
  readonly peer?: string;
  readonly peerValues?: readonly number[];
}

interface Row {
  readonly what: string;
  readonly unit: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly peer: string | null;
  readonly peerMedian: number | null;
  /** baton's median divided by the peer's. */
  readonly ratio: number | null;
}

/** The middle value, or the mean of the two in the middle; NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

function rowOf({ what, unit, own, peer, peerValues }: Measured): Row {
  const peerMedian = peerValues && peerValues.length > 0 ? median(peerValues) : undefined;
  return {
    what,
    unit,
    median: rounded(median(own)),
    min: rounded(Math.min(...own)),
    max: rounded(Math.max(...own)),
    peer: peer ?? null,
    peerMedian: peerMedian === undefined ? null : rounded(peerMedian),
    ratio: peerMedian === undefined ? null : rounded(median(own) / peerMedian),
  };
}

function table(rows: readonly Row[]): string {
  const text = (value: number | null): string => (value === null ? '' : value.toFixed(value < 100 ? 2 : 0));
  const cells = [
    ['', 'unit', 'median', 'min', 'max', 'peer', 'its median', 'ratio'],
    ...rows.map((row) => [
      row.what,
      row.unit,
      ...[row.median, row.min, row.max].map(text),
      row.peer ?? '',
      ...[row.peerMedian, row.ratio].map(text),
    ]),
  ];
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const left = new Set([0, 1, 5]);
  return cells
    .map((row) =>
      row
        .map((cell, column) => (left.has(column) ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Prints the table of benchmark `name`, which ran `runs` times, and writes its JSON. Returns the JSON's path. */
export async function publish(name: string, runs: number, measured: readonly Measured[]): Promise<string> {
  const rows = measured.filter(({ own }) => own.length > 0).map(rowOf);
  console.log(`\n${table(rows)}\n`);
  const directory = join(checkout, 'out', 'bench');
  await mkdir(directory, { recursive: true });
  const path = join(directory, `${name}.json`);
  await writeFile(path, `${JSON.stringify({ name, runs, rows }, undefined, 2)}\n`);
  return path;
}
