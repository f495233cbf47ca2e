import { type FileHandle, open } from 'node:fs/promises';

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'Only root may read it',
  EPERM: 'The kernel is locked down and does not show it',
};

/** Opens what holds a kernel's memory. Raises an error with a sentence. */
export async function openCore(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (failure) {
    const { code = '' } = failure as NodeJS.ErrnoException;
    const reason =
      code === 'ENOENT' && path === '/proc/vmcore'
        ? 'This system was not started by a crash: only a crash kernel has that file'
        : (reasons[code] ?? 'Check the path');
    throw new Error(`${path} cannot be opened (${code}). ${reason}.`, { cause: failure });
  }
}
