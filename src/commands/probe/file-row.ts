// An image file and the partitions in it, as rows.

import { fromFile, type Partition, type Source, slice } from 'blkid-parse';
import { type Content, readContent } from './content.ts';
import { foreignFormat } from './foreign-format.ts';
import { contentColumns, partitionColumns, type Row } from './row.ts';
import { notesOn, verdictOf } from './verdict.ts';

/**
 * The row of the raw image `path`, with one below it for each of its partitions. Needs no root, mounts nothing.
 * @throws a sentence where it is empty or in a format that has to be converted; Node's error where it cannot be read
 */
export async function fileRow(path: string): Promise<Row> {
  const source = await fromFile(path);
  try {
    if (source.size === 0) throw new Error(`${path} is empty.`);
    const foreign = await foreignFormat(path, source);
    if (foreign !== undefined) throw new Error(foreign);
    const content = await readContent(source);
    const children: Row[] = [];
    for (const partition of content.facts.partitions ?? [])
      children.push(await partitionRow(`${path}#${partition.number}`, partition, source));
    return { ...row({ name: path, path, type: 'file', size: source.size }, content, undefined), children };
  } finally {
    await source.close();
  }
}

/** The row of a partition that no device stands for: a piece of `disk`. Throws what the disk throws. */
export async function partitionRow(name: string, partition: Partition, disk: Source): Promise<Row> {
  const { start, size } = partition;
  const content = await readContent(slice(disk, start, size));
  const made = row({ name, path: null, type: 'part', size }, content, partition);
  if (start + size <= disk.size) return made;
  return { ...made, notes: [...made.notes, 'it reaches beyond the end of the disk'] };
}

function row(
  what: Pick<Row, 'name' | 'path' | 'type' | 'size'>,
  { facts, details, configurations }: Content,
  partition: Partition | undefined,
): Row {
  return {
    ...what,
    model: null,
    rm: false,
    ro: false,
    ...contentColumns(facts),
    ...partitionColumns(partition),
    mountpoints: [],
    verdict: verdictOf(facts, partition),
    notes: notesOn(facts),
    details,
    configurations,
    children: [],
  };
}
