// From an Entry to a kernel that lies ready in memory.

import type { Entry, Resource } from '../entry/entry.ts';
import type { OpenFile } from '../entry/volume.ts';
import { LinuxError } from '../linux/errno.ts';
import { readMemory } from '../linux/memory.ts';
import { deviceTreeRemarks, handsDeviceTrees } from './device-tree.ts';
import { joinInitrds } from './initrd.ts';
import { checkKernel } from './kernel.ts';
import { LoadError } from './load-error.ts';
import { type LoadFiles, loadFiles } from './load-files.ts';
import { memoryFor } from './memory-needed.ts';
import { type FindVolume, type OpenResource, openResource } from './open-resource.ts';
import { explainRefusal, type KexecCall } from './refusal.ts';

/** The kinds of entries that can be loaded. */
const startable: ReadonlySet<Entry['kind']> = new Set(['linux', 'uki', 'multiboot', 'multiboot2']);

export interface Loaded {
  readonly call: KexecCall;
  /** Bytes of memory that were taken, while it was loaded, for what is no file on a volume: initrds that were joined. */
  readonly memory: number;
  /** Sentences: what of the entry was passed over. */
  readonly remarks: readonly string[];
}

/** What a call can be asked for. */
export type LoadWishes = Pick<
  LoadFiles,
  'call' | 'kind' | 'bounds' | 'skipCheck' | 'console' | 'entry32' | 'efi' | 'quick' | 'debug'
>;

export interface LoadOptions {
  /** Whether it is to be started when the running kernel crashes. */
  readonly crash?: boolean;
  /** By which call it is loaded, and what that is to do. */
  readonly how?: LoadWishes;
  /** Gives an archive that goes behind all others where nothing stands in its way. */
  readonly journal?: (() => Promise<Uint8Array>) | undefined;
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
export async function load(
  entry: Entry,
  findVolume: FindVolume,
  extra: readonly Uint8Array[] = [],
  { crash = false, how, journal }: LoadOptions = {},
): Promise<Loaded> {
  if (!startable.has(entry.kind) || !entry.kernel) {
    throw new LoadError(`"${entry.title}" does not start a kernel (${entry.kind}); baton cannot hand over to it.`);
  }
  const multiboot = entry.kind === 'multiboot' || entry.kind === 'multiboot2' ? entry.kind : undefined;
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
    // What knows all kinds of images is nothing that PID 1 should read at its start.
    const { unwrapKernel } = await import('./unwrap.ts');
    const image = await unwrapKernel(file, path, { profile: entry.profile, addons });
    opened.push(image);
    // An image's own cmdline counts where nothing else is given, as for its stub.
    const cmdline = fullCmdline(entry) || (image.cmdline ?? '');
    checkKernel(image.kernel, path, cmdline);
    const named = entry.devicetree?.path ?? (image.devicetree && `in ${path}`);
    const remarks = deviceTreeRemarks(named, entry.overlays);
    const tree = async () => (entry.devicetree ? open('device tree', entry.devicetree) : image.devicetree);
    const devicetree = handsDeviceTrees() ? await tree() : undefined;
    const overlays = handsDeviceTrees() ? await openOverlays(entry, openAll) : [];
    if (multiboot) {
      const modules = await asModules(entry, initrds, opened);
      const call = 'kexec_load';
      await loadFiles({ kernel: { fd: image.kernel, name: path }, cmdline, modules, kind: multiboot, call, crash });
      return { call, memory: 0, remarks };
    }
    const parts = [...image.before, ...initrds, ...image.after];
    const left = () => ({ available: readMemory().available - memoryFor(image.kernel, [], crash) });
    const takesJournal = journal && (await (await import('./takes-archive.ts')).takesArchive(parts, path, left()));
    const handed = takesJournal ? [await journal()] : [];
    const initrd = await joinInitrds(parts, [...extra, ...handed]);
    if (initrd) opened.push(initrd);
    const call = await loadFiles({
      kernel: { fd: image.kernel, name: path },
      cmdline,
      initrd: initrd && { fd: initrd.fd, name: 'the initrd' },
      devicetree,
      overlays,
      crash,
      ...how,
    });
    return { call, memory: initrd?.memory ?? 0, remarks };
  } catch (failure) {
    throw asLoadError(failure, path);
  } finally {
    await Promise.all(opened.map((one) => one.close()));
  }
}

/** What is applied to the device tree, with its names. */
async function openOverlays(
  { overlays = [] }: Entry,
  openAll: (what: string, resources: readonly Resource[]) => Promise<OpenResource[]>,
): Promise<NonNullable<LoadFiles['overlays']>> {
  const files = await openAll('overlay', overlays);
  return files.map((file, index) => ({ ...file, name: overlays[index]!.path }));
}

/** The modules as files of their own, with their names in front of their arguments. @param opened takes the files */
async function asModules(
  { initrds, moduleArguments = [] }: Entry,
  parts: readonly OpenResource[],
  opened: Pick<OpenFile, 'close'>[],
): Promise<NonNullable<LoadFiles['modules']>> {
  const modules: NonNullable<LoadFiles['modules']>[number][] = [];
  for (const [index, part] of parts.entries()) {
    const name = initrds[index]!.path;
    const file = (await joinInitrds([part]))!;
    opened.push(file);
    modules.push({ fd: file.fd, name, cmdline: `${name} ${moduleArguments[index] ?? ''}`.trimEnd() });
  }
  return modules;
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
