import { access, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Entry } from '../entry/entry.ts';
import { Refusal } from './refusal.ts';
import { flush } from './short-write.ts';

/**
 * The entry that the running system was started by, of those that count their tries in their names: the one that was
 * tried, and has the cmdline that the kernel runs with. Undefined where none has, or several have.
 * @param running /proc/cmdline
 */
export function countedEntry(entries: readonly Entry[], running: string): Entry | undefined {
  const words = (cmdline: string) =>
    cmdline.split(/\s+/).filter((word) => word !== '' && !/^(?:BOOT_IMAGE|initrd|panic)=/.test(word));
  const own = words(running).join(' ');
  const found = entries.filter(({ tries, cmdline }) => (tries?.done ?? 0) > 0 && words(cmdline).join(' ') === own);
  return found.length === 1 ? found[0] : undefined;
}

/**
 * Takes the counter out of the name of the entry's file, as systemd-bless-boot does: it has been good. Raises Refusal
 * where a file of that name is there already, and Node's errors.
 * @param directory that the entry's volume is mounted on
 * @returns path of the file by its new name
 */
export async function clearCounter(directory: string, { config }: Entry): Promise<string> {
  const path = directory + config;
  const plain = path.replace(/\+\d+(?:-\d+)?(?=\.[a-z]+$)/i, '');
  const isThere = await access(plain).then(
    () => true,
    () => false,
  );
  if (isThere) throw new Refusal(`${plain} is there already, so ${path} keeps its name.`);
  await rename(path, plain);
  await flush(dirname(plain));
  return plain;
}
