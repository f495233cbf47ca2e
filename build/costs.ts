// What each part of the image costs.

import { squashfs } from './squashfs.ts';
import type { Item } from './tree.ts';

export interface Cost {
  readonly part: string;
  readonly files: number;
  /** Bytes of the files, and bytes that the image is larger by for them. */
  readonly raw: number;
  readonly packed: number;
}

/** How many files there are, and their bytes. */
export function size(items: readonly Item[]): { files: number; raw: number } {
  const files = items.flatMap(({ content }) => (content.kind === 'file' ? [content.data.length] : []));
  return { files: files.length, raw: files.reduce((sum, bytes) => sum + bytes, 0) };
}

/**
 * The cost of each part of the root, of what lies in the initramfs beside it, and of the whole, which has `total`
 * bytes. A part is measured as a squashfs of its own; the largest, whose packing takes longest, as what then remains.
 */
export async function costs(
  parts: ReadonlyMap<string, readonly Item[]>,
  outer: readonly Item[],
  total: number,
): Promise<Cost[]> {
  const raw = [...parts].map(([part, items]) => ({ part, items, ...size(items) }));
  const largest = raw.reduce((a, b) => (b.raw > a.raw ? b : a));
  const stub = size(outer.filter(({ path }) => path !== 'root.squashfs'));
  const rows: Cost[] = [];
  let rest = total - stub.raw;
  for (const { part, items, files, raw: bytes } of raw) {
    if (part === largest.part || files === 0) continue;
    const packed = (await squashfs(items)).length;
    rest -= packed;
    rows.push({ part, files, raw: bytes, packed });
  }
  rows.unshift({ part: largest.part, files: largest.files, raw: largest.raw, packed: rest });
  rows.push({ part: 'what mounts the root', ...stub, packed: stub.raw });
  const sum = (field: 'files' | 'raw' | 'packed') => rows.reduce((all, row) => all + row[field], 0);
  return [...rows, { part: 'initramfs.img', files: sum('files'), raw: sum('raw'), packed: sum('packed') }];
}
