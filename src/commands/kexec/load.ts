import { readFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { OpenFile } from '../../entry/volume.ts';
import { fromDescriptor } from '../../images/from-file.ts';
import { handsDeviceTrees } from '../../kexec/device-tree.ts';
import type { FilePart } from '../../kexec/file-part.ts';
import { joinInitrds } from '../../kexec/initrd.ts';
import { checkKernel } from '../../kexec/kernel.ts';
import { loadFiles, type NamedFile } from '../../kexec/load-files.ts';
import { unwrapKernel } from '../../kexec/unwrap.ts';
import type { Output } from '../command.ts';
import { isUrl } from '../is-url.ts';
import { reusableCmdline } from './cmdline.ts';
import { FileError } from './file-error.ts';
import type { Order } from './order.ts';

/** Loads the kernel at the path `kernel` as the order asks. Raises LoadError. */
export async function loadOrder(order: Order, kernel: string, output: Output): Promise<void> {
  const opened: { close(): Promise<void> }[] = [];
  const openFile = async (path: string): Promise<NamedFile> => {
    const file = await (isUrl(path) ? openUrl : openForReading)(path, order.statusOfMissing);
    opened.push(file);
    return { fd: file.fd, name: path };
  };
  try {
    const file = await openFile(kernel);
    const image = await unwrapKernel(await wholeFile(file), kernel);
    opened.push(image);
    const initrds: FilePart[] = [];
    for (const path of order.initrds) initrds.push(await wholeFile(await openFile(path)));
    const modules: (NamedFile & { cmdline: string })[] = [];
    for (const module of order.modules) {
      const [path = ''] = module.split(' ');
      modules.push({ ...(await openFile(path)), cmdline: module });
    }
    const devicetree = order.dtb === undefined ? image.devicetree : await wholeFile(await openFile(order.dtb));
    const cmdline = readCmdline(order) || (image.cmdline ?? '');
    checkKernel(image.kernel, kernel, cmdline);
    const initrd = await joinInitrds([...image.before, ...initrds, ...image.after]);
    if (initrd) opened.push(initrd);
    const debug = order.debug ? (line: string) => output.error(`kexec: ${line}`) : undefined;
    if (initrd) debug?.(`the initrds take ${initrd.memory} bytes of memory until the kernel has them`);
    const call = await loadFiles({
      ...order,
      kernel: { fd: image.kernel, name: kernel },
      cmdline,
      modules,
      initrd: initrd && { fd: initrd.fd, name: 'the initrd' },
      devicetree: handsDeviceTrees() ? devicetree : undefined,
      debug,
    });
    debug?.(`loaded by ${call}`);
  } finally {
    await Promise.all(opened.map((file) => file.close()));
  }
}

function readCmdline({ append, reuseCmdline, crash }: Order): string {
  const reused = reuseCmdline ? [reusableCmdline(readFileSync('/proc/cmdline', 'utf8'), crash)] : [];
  return [...reused, ...(append === undefined ? [] : [append])].join(' ');
}

/** @param status to end with where the file is missing. Raises FileError */
async function openForReading(path: string, status: number): Promise<FileHandle> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (failure) {
    const { code } = failure as NodeJS.ErrnoException;
    throw new FileError(`${path} cannot be opened (${code}). Check the path.`, status, { cause: failure });
  }
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw new FileError(`${path} is not a file. Check the path.`, 1);
}

/** @param status to end with where it cannot be fetched. Raises FileError */
async function openUrl(url: string, status: number): Promise<OpenFile> {
  const [{ Servers }, { NetworkError }] = await Promise.all([
    import('../servers.ts'),
    import('../../network/network-error.ts'),
  ]);
  try {
    return await new Servers().open(url);
  } catch (failure) {
    if (failure instanceof NetworkError) throw new FileError(failure.message, status, { cause: failure });
    throw failure;
  }
}

async function wholeFile({ fd }: NamedFile): Promise<FilePart> {
  return { fd, offset: 0, size: (await fromDescriptor(fd)).size };
}
