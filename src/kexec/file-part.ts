import { fstatSync } from 'node:fs';
import { fromDescriptor } from '../images/from-file.ts';
import { partOf, type Source } from '../images/source.ts';

/** A part of an open file: one that lies inside a disc image, or a section of a unified kernel image. */
export interface FilePart {
  readonly fd: number;
  /** Bytes from the file's start, and how many. */
  readonly offset: number;
  readonly size: number;
}

/** All of an open file. Throws what fstat(2) says. */
export function wholeFile(fd: number): FilePart {
  return { fd, offset: 0, size: fstatSync(fd).size };
}

/** Whether it is all of its file. Throws what fstat(2) says. */
export function isWhole({ fd, offset, size }: FilePart): boolean {
  return offset === 0 && size === wholeFile(fd).size;
}

/** The part as a source, for as long as the file is open. Throws what fstat(2) and read(2) say. */
export async function sourceOf({ fd, offset, size }: FilePart): Promise<Source> {
  return partOf(await fromDescriptor(fd), offset, size);
}
