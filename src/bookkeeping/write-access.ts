import { isReadOnly, setReadOnly } from 'node-mount';
import type { BlockDevice } from '../entry/block-device.ts';

/**
 * Lets `work` write to the device, for as long as it takes: the kernel refuses writes to it, and to the disk that it is
 * a partition of, before and after. The disk's other partitions stay read-only. Raises MountError, and what `work` does.
 */
export async function withWriteAccess<T>({ node, parent }: BlockDevice, work: () => Promise<T>): Promise<T> {
  const lifted: string[] = [];
  try {
    for (const each of parent === undefined ? [node] : [`/dev/${parent}`, node]) {
      if (!(await isReadOnly(each))) continue;
      // Noted first: it has to be read-only again whatever comes of it.
      lifted.unshift(each);
      await setReadOnly(each, false);
    }
    return await work();
  } finally {
    for (const each of lifted) await setReadOnly(each, true);
  }
}
