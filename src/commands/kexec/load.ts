import { readFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { joinInitrds } from '../../kexec/initrd.ts';
import { LoadError } from '../../kexec/load-error.ts';
import { loadFiles, type NamedFile } from '../../kexec/load-files.ts';
import type { Output } from '../command.ts';
import { reusableCmdline } from './cmdline.ts';
import type { Order } from './order.ts';

/** Loads the kernel at the path `kernel` as the order asks. Raises LoadError. */
export async function loadOrder(order: Order, kernel: string, output: Output): Promise<void> {
  const opened: FileHandle[] = [];
  const openFile = async (path: string): Promise<NamedFile> => {
    const file = await openForReading(path);
    opened.push(file);
    return { fd: file.fd, name: path };
  };
  try {
    const cmdline = readCmdline(order);
    const file = await openFile(kernel);
    const initrds: NamedFile[] = [];
    for (const path of order.initrds) initrds.push(await openFile(path));
    const modules: (NamedFile & { cmdline: string })[] = [];
    for (const module of order.modules) {
      const [path = ''] = module.split(' ');
      modules.push({ ...(await openFile(path)), cmdline: module });
    }
    const initrd = await joinInitrds(initrds.map(({ fd }) => fd));
    try {
      const debug = order.debug ? (line: string) => output.error(`kexec: ${line}`) : undefined;
      const call = await loadFiles({
        ...order,
        kernel: file,
        cmdline,
        modules,
        initrd: initrd && { fd: initrd.fd, name: order.initrds.join(' + ') },
        debug,
      });
      debug?.(`loaded by ${call}`);
    } finally {
      await initrd?.close();
    }
  } finally {
    await Promise.all(opened.map((file) => file.close()));
  }
}

function readCmdline({ append, reuseCmdline, crash }: Order): string {
  const reused = reuseCmdline ? [reusableCmdline(readFileSync('/proc/cmdline', 'utf8'), crash)] : [];
  return [...reused, ...(append === undefined ? [] : [append])].join(' ');
}

async function openForReading(path: string): Promise<FileHandle> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (failure) {
    const { code } = failure as NodeJS.ErrnoException;
    throw new LoadError(`${path} cannot be opened (${code}). Check the path.`, { cause: failure });
  }
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw new LoadError(`${path} is not a file. Check the path.`);
}
