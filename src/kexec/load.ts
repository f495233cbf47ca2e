// From an Entry to a kernel that lies ready in memory.

import type { Entry, Resource } from '../entry/entry.ts';
import type { OpenFile, Volume } from '../entry/volume.ts';
import { LinuxError } from '../linux/errno.ts';
import { loadKexecFile } from '../linux/kexec-file.ts';
import { joinInitrds } from './initrd.ts';
import { checkKernel } from './kernel.ts';
import { LoadError } from './load-error.ts';
import { explainRefusal } from './refusal.ts';

type FindVolume = (id: string) => Volume | undefined;

/** What the native loader would have handed over, byte for byte: `BOOT_IMAGE=…` first where it passes that. */
export function fullCmdline(entry: Entry): string {
  if (entry.bootImage === undefined) return entry.cmdline;
  return `BOOT_IMAGE=${entry.bootImage}${entry.cmdline === '' ? '' : ` ${entry.cmdline}`}`;
}

async function openResource(what: string, resource: Resource, findVolume: FindVolume): Promise<OpenFile> {
  if (resource.image !== undefined) {
    throw new LoadError(
      `The ${what} ${resource.path} lies in the disc image ${resource.image}, out of which baton cannot load yet.`,
    );
  }
  const volume = resource.volume === undefined ? undefined : findVolume(resource.volume);
  if (!volume) {
    const wanted = resource.wants ?? resource.volume;
    throw new LoadError(`The ${what} ${resource.path} lies on ${wanted}, which is not there. Connect that disk.`);
  }
  const file = await volume.open(resource.path);
  const place = volume.identity.device ?? volume.identity.id;
  if (!file) throw new LoadError(`The ${what} ${resource.path} does not exist on ${place}. Try another entry.`);
  return file;
}

/**
 * Opens the entry's kernel and initrds, checks what can be checked, and gives them to kexec_file_load(2).
 * Raises {@link LoadError}, whose message is a sentence for the person at the console.
 */
export async function load(entry: Entry, findVolume: FindVolume): Promise<void> {
  if (entry.kind !== 'linux' || !entry.kernel) {
    throw new LoadError(
      `"${entry.title}" does not start a Linux kernel (${entry.kind}); baton cannot hand over to it.`,
    );
  }
  const opened: OpenFile[] = [];
  const open = async (what: string, resource: Resource): Promise<number> => {
    const file = await openResource(what, resource, findVolume);
    opened.push(file);
    return file.fd;
  };
  try {
    const kernel = await open('kernel', entry.kernel);
    const initrds: number[] = [];
    for (const resource of entry.initrds) initrds.push(await open('initrd', resource));
    const cmdline = fullCmdline(entry);
    checkKernel(kernel, entry.kernel.path, cmdline);
    const initrd = await joinInitrds(initrds);
    if (initrd) opened.push(initrd);
    await loadKexecFile(kernel, initrd?.fd, cmdline);
  } catch (failure) {
    if (!(failure instanceof LinuxError)) throw failure;
    throw new LoadError(explainRefusal(entry.kernel.path, failure.code), { cause: failure });
  } finally {
    await Promise.all(opened.map((file) => file.close()));
  }
}
