import { writeCpio } from '../src/images/cpio.ts';
import { arrange, type Item } from './tree.ts';

/** The cpio archive of `items`, in `arrange`'s order, with the directories around them. Throws as these two do. */
export function cpio(items: Iterable<Item>): Buffer {
  return writeCpio(arrange(items));
}
