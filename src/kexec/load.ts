// From an Entry to a kernel that lies ready in memory.

import type { Entry, Resource } from '../entry/entry.ts';
import type { OpenFile } from '../entry/volume.ts';
import { LinuxError } from '../linux/errno.ts';
import { joinInitrds } from './initrd.ts';
import { checkKernel } from './kernel.ts';
import { LoadError } from './load-error.ts';
import { loadFiles } from './load-files.ts';
import { type FindVolume, type OpenResource, openResource } from './open-resource.ts';
import { explainRefusal, type KexecCall } from './refusal.ts';
import { unwrapKernel } from './unwrap.ts';

export interface Loaded {
  readonly call: KexecCall;
  /** Bytes of memory that were taken, while it was loaded, for what is no file on a volume: initrds that were joined. */
  readonly memory: number;
}

/** What the native loader would have handed over, byte for byte: `BOOT_IMAGE=…` first where it passes that. */
export function fullCmdline(entry: Entry): string {
  if (entry.bootImage === undefined) return entry.cmdline;
  return `BOOT_IMAGE=${entry.bootImage}${entry.cmdline === '' ? '' : ` ${entry.cmdline}`}`;
}

/**
 * Opens the entry's kernel and initrds, takes the kernel out of what it is wrapped in, checks what can be checked, and
 * gives them to kexec.
 * @param extra cpio archives that baton adds behind the initrds
 * Raises {@link LoadError}, whose message is a sentence for the person at the console.
 */
export async function load(entry: Entry, findVolume: FindVolume, extra: readonly Uint8Array[] = []): Promise<Loaded> {
  if ((entry.kind !== 'linux' && entry.kind !== 'uki') || !entry.kernel) {
    throw new LoadError(
      `"${entry.title}" does not start a Linux kernel (${entry.kind}); baton cannot hand over to it.`,
    );
  }
  const { path } = entry.kernel;
  const opened: Pick<OpenFile, 'close'>[] = [];
  const open = async (what: string, resource: Resource): Promise<OpenResource> => {
    const file = await openResource(what, resource, findVolume);
    opened.push(file);
    return file;
  };
  const openAll = async (what: string, resources: readonly Resource[]): Promise<OpenResource[]> => {
    const files: OpenResource[] = [];
    for (const resource of resources) files.push(await open(what, resource));
    return files;
  };
  try {
    const file = await open('kernel', entry.kernel);
    const initrds = await openAll('initrd', entry.initrds);
    const addons = await openAll('addon', entry.addons ?? []);
    const image = await unwrapKernel(file, path, entry.profile, addons);
    opened.push(image);
    // An image's own cmdline counts where nothing else is given, as for its stub.
    const cmdline = fullCmdline(entry) || (image.cmdline ?? '');
    checkKernel(image.kernel, path, cmdline);
    const initrd = await joinInitrds([...image.before, ...initrds, ...image.after], extra);
    if (initrd) opened.push(initrd);
    const call = await loadFiles({
      kernel: { fd: image.kernel, name: path },
      cmdline,
      initrd: initrd && { fd: initrd.fd, name: 'the initrd' },
    });
    return { call, memory: initrd?.memory ?? 0 };
  } catch (failure) {
    throw asLoadError(failure, path);
  } finally {
    await Promise.all(opened.map((one) => one.close()));
  }
}

/** Refusals of the kernel and failures of disks become sentences; what nobody expected stays as it is. */
function asLoadError(failure: unknown, path: string): unknown {
  if (failure instanceof LinuxError) return new LoadError(explainRefusal(path, failure.code), { cause: failure });
  const { code } = failure as NodeJS.ErrnoException;
  if (failure instanceof LoadError || code === undefined) return failure;
  return new LoadError(
    `${path} or what goes with it could not be read (${code}). Check the disk, and try another entry.`,
    {
      cause: failure,
    },
  );
}
