// Open files become a loaded kernel, by whichever of the two system calls can do it.

import { LinuxError } from '../linux/errno.ts';
import { loadKexecFile } from '../linux/kexec-file.ts';
import { type FilePart, sourceOf } from './file-part.ts';
import { noteJump } from './jump.ts';
import { LoadError } from './load-error.ts';
import type { SegmentsOptions } from './load-segments.ts';
import { checkMemory, hasMemory, leastMemoryFor, memoryFor } from './memory-needed.ts';
import { explainRefusal, type KexecCall } from './refusal.ts';

/** An open file, and what the reader knows it by. */
export interface NamedFile {
  readonly fd: number;
  readonly name: string;
}

export interface LoadFiles extends SegmentsOptions {
  readonly kernel: NamedFile;
  readonly cmdline: string;
  /** One initrd. */
  readonly initrd?: NamedFile | undefined;
  /** A device tree in place of the running kernel's. */
  readonly devicetree?: FilePart | undefined;
  /** What is applied to the device tree, in this order. */
  readonly overlays?: readonly (FilePart & { readonly name: string })[];
  /** For kernels of Multiboot. */
  readonly modules?: readonly (NamedFile & { readonly cmdline: string })[];
  /** The system call to be used; the first that can do it where none is given. */
  readonly call?: KexecCall | undefined;
  readonly entry32?: boolean | undefined;
  /** Try kexec_load without a digest first, which spares hashing all that is loaded twice. */
  readonly quick?: boolean | undefined;
}

/** Bytes, more than Linux takes of one. */
const deviceTreeLimit = 4 * 2 ** 20;

/** The processors, by Node's names, on which Linux hashes what it loads: CONFIG_ARCH_HAS_KEXEC_PURGATORY. */
const hashing: ReadonlySet<string> = new Set(['x64']);

/** Bytes that the setup of a bzImage has at most: what is read of it here. */
const largestSetup = 256 * 512;

/** What kexec_file_load(2) says of images that kexec_load(2) may still be able to load. */
const notUnderstood = new Set(['ENOSYS', 'EINVAL', 'ENOEXEC', 'ENOTSUP', 'EOPNOTSUPP']);

/** Loads the files and tells by which call. Raises LoadError, whose message is a sentence. */
export async function loadFiles(files: LoadFiles): Promise<KexecCall> {
  const { kernel, initrd, cmdline, crash = false } = files;
  const others = [...(initrd ? [initrd] : []), ...(files.modules ?? [])].map(({ fd }) => fd);
  const needed = memoryFor(kernel.fd, others, crash);
  if (!hasMemory(needed)) {
    if (await loadSparingly(files)) return 'kexec_load';
    checkMemory(`${kernel.name} and what goes with it`, needed);
  }
  if (files.call !== 'kexec_load' && !onlyBySegments(files)) {
    if (files.quick && (await loadQuickly(files))) return 'kexec_load';
    try {
      await loadKexecFile(kernel.fd, initrd?.fd, cmdline, { crash });
      if (!crash) noteJump(false);
      return 'kexec_file_load';
    } catch (failure) {
      if (!(failure instanceof LinuxError)) throw failure;
      if (failure.code === 'ENOEXEC')
        await (await import('./architecture.ts')).checkArchitecture(kernel.fd, kernel.name);
      const final = files.call === 'kexec_file_load' || !notUnderstood.has(failure.code);
      if (final) throw refused(kernel.name, failure, 'kexec_file_load');
      files.debug?.(`kexec_file_load does not take it (${failure.code}); kexec_load is tried`);
    }
  }
  await loadBySegments(files);
  if (!crash) noteJump(files.preserveContext ?? false);
  return 'kexec_load';
}

/** Whether it could be loaded without a digest, where there would be one. */
async function loadQuickly(files: LoadFiles): Promise<boolean> {
  return hashing.has(process.arch) && loadUnhashed(files, 'quickly');
}

/**
 * Whether it could be loaded without copies of what is read, where there is no memory for them. Nothing is hashed then,
 * which would take it through memory once more.
 */
async function loadSparingly(files: LoadFiles): Promise<boolean> {
  const { kernel, initrd, crash = false, call } = files;
  if (!initrd || crash || call !== undefined || onlyBySegments(files)) return false;
  const needed = leastMemoryFor(kernel.fd, initrd.fd);
  if (needed === undefined || !hasMemory(needed)) return false;
  files.debug?.('there is no memory for copies of the kernel and the initrd: nothing is copied, and nothing hashed');
  const { mapFile } = await import('../linux/mapped-file.ts');
  using image = mapFile(kernel.fd, largestSetup);
  using archive = mapFile(initrd.fd);
  return await loadUnhashed(files, 'sparingly', { kernel: image.bytes, initrd: archive.bytes });
}

/** Files that need not be read any more. */
type Read = Partial<Record<'kernel' | 'initrd', Uint8Array>>;

async function loadUnhashed(files: LoadFiles, how: string, read?: Read): Promise<boolean> {
  try {
    await loadBySegments({ ...files, skipCheck: true }, read);
    noteJump(false);
    return true;
  } catch (failure) {
    if (!(failure instanceof LoadError)) throw failure;
    files.debug?.(`it cannot be loaded ${how}: ${failure.message}`);
    return false;
  }
}

/** Whether something is asked for that the kernel's own loader cannot do. */
function onlyBySegments(files: LoadFiles): boolean {
  const {
    call,
    modules = [],
    overlays = [],
    bounds,
    skipCheck,
    console,
    entry32,
    kind,
    efi = true,
    preserveContext,
  } = files;
  if (call !== undefined) return false;
  return (
    modules.length > 0 ||
    !efi ||
    files.devicetree !== undefined ||
    overlays.length > 0 ||
    Boolean(bounds || skipCheck || console || entry32 || kind || preserveContext)
  );
}

/** By Node's name of the processor. */
const loaders: Readonly<Record<string, () => Promise<typeof import('./load-segments.ts')>>> = {
  x64: () => import('./load-segments.ts'),
  arm64: () => import('./arm64/load-segments.ts'),
};

async function readPart(part: FilePart): Promise<Uint8Array> {
  return (await sourceOf(part)).read(0, Math.min(part.size, deviceTreeLimit));
}

async function loadBySegments(files: LoadFiles, read: Read = {}): Promise<void> {
  // Rarely needed, and nothing that PID 1 should read at its start.
  const importLoader = loaders[process.arch];
  if (!importLoader) throw new LoadError(`baton cannot use kexec_load on this processor (${process.arch}).`);
  const [{ readUnpacked, readWhole }, { checkArchitecture }, { loadSegments }] = await Promise.all([
    import('./read-file.ts'),
    import('./architecture.ts'),
    importLoader(),
  ]);
  const { kernel, initrd, modules = [], overlays = [], cmdline, devicetree, entry32 } = files;
  await checkArchitecture(kernel.fd, kernel.name);
  const wanted = {
    kernel: read.kernel ?? (await readUnpacked(kernel.fd, kernel.name)),
    name: kernel.name,
    cmdline,
    initrd: read.initrd ?? (initrd && (await readWhole(initrd.fd, initrd.name))),
    devicetree: devicetree && (await readPart(devicetree)),
    overlays: [] as { bytes: Uint8Array; name: string }[],
    modules: [] as { bytes: Uint8Array; cmdline: string }[],
    entry32,
  };
  for (const overlay of overlays) wanted.overlays.push({ bytes: await readPart(overlay), name: overlay.name });
  for (const module of modules)
    wanted.modules.push({ bytes: await readUnpacked(module.fd, module.name), cmdline: module.cmdline });
  try {
    await loadSegments(wanted, files);
  } catch (failure) {
    if (failure instanceof LinuxError) throw refused(kernel.name, failure, 'kexec_load');
    throw failure;
  }
}

function refused(name: string, failure: LinuxError, call: KexecCall): LoadError {
  return new LoadError(explainRefusal(name, failure.code, call), { cause: failure });
}
