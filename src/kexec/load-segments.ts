// Loads a kernel of x86 by kexec_load(2): everything the running kernel does for kexec_file_load(2) is done here.

import { release } from 'node:os';
import { loadKexecSegments, maxSegments, type Segment } from '../linux/kexec-load.ts';
import { readEfiState } from './efi-state.ts';
import { type ImageKind, kindOfKernel } from './image-kind.ts';
import { LoadError } from './load-error.ts';
import { readMemoryMap } from './memory-map.ts';
import { Placement, type Span, usableMemory } from './placement.ts';
import { prepareBzImage } from './prepare-bzimage.ts';
import { prepareElf } from './prepare-elf.ts';
import { prepareMultiboot } from './prepare-multiboot.ts';
import { type Machine, makeSegment, type Prepared, type Wanted } from './prepared.ts';
import { makePurgatory, type PurgatoryConsole, purgatorySize } from './purgatory.ts';
import { readRunningParameters } from './running-parameters.ts';

export interface SegmentsOptions {
  /** What the kernel is, where the caller knows better than its content. */
  readonly kind?: ImageKind | undefined;
  /** Load it for the next crash of the running kernel. */
  readonly crash?: boolean | undefined;
  /** Keep the running kernel, so that what is loaded can jump back to it. `bounds` say what it may use meanwhile. */
  readonly preserveContext?: boolean | undefined;
  /** Physical addresses within which everything is to lie. */
  readonly bounds?: Partial<Span> | undefined;
  readonly skipCheck?: boolean | undefined;
  /** False where the next kernel is not to know of UEFI. */
  readonly efi?: boolean | undefined;
  readonly console?: PurgatoryConsole | undefined;
  /** Tells what was done, line by line. */
  readonly debug?: ((line: string) => void) | undefined;
}

const fourGibibytes = 2 ** 32;

type Prepare = (wanted: Wanted, machine: Machine, placement: Placement) => Prepared;

const preparers: Readonly<Record<ImageKind, Prepare>> = {
  bzImage: prepareBzImage,
  elf: prepareElf,
  multiboot: (...args) => prepareMultiboot(1, ...args),
  multiboot2: (...args) => prepareMultiboot(2, ...args),
};

/** What the next kernel is told of this machine. Raises LoadError where the memory map cannot be read. */
function readMachine(efi = true): Machine {
  const memory = readMemoryMap();
  if (memory.length === 0)
    throw new LoadError('The memory map cannot be read (/sys/firmware/memmap, /proc/iomem). Mount /sys and /proc.');
  const running = readRunningParameters();
  return { memory, running, efi: efi ? readEfiState(running) : undefined };
}

/**
 * Places a kernel and what belongs to it, adds the purgatory, and hands all to kexec_load(2).
 * Raises LoadError where something does not fit, and LinuxError where the running kernel refuses.
 */
export async function loadSegments(wanted: Wanted, options: SegmentsOptions = {}): Promise<void> {
  const kind = options.kind ?? kindOfKernel(wanted.kernel);
  if (!kind) {
    throw new LoadError(
      `${wanted.name} is no kernel that kexec_load can start: neither a bzImage, nor ELF, nor a kernel of Multiboot. Use another kernel.`,
    );
  }
  const machine = readMachine(options.efi);
  const crash = options.crash ? await prepareCrash(machine, wanted.cmdline, options.bounds) : undefined;
  const jump = options.preserveContext ? await prepareJump(machine, wanted.cmdline, options.bounds) : undefined;
  const limits = crash ?? jump;
  const placement = limits?.placement ?? new Placement(usableMemory(machine.memory), options.bounds);
  const prepared = preparers[kind](
    limits ? { ...wanted, cmdline: limits.cmdline } : wanted,
    limits ? { ...machine, memory: limits.memory } : machine,
    placement,
  );
  if (jump && prepared.start.mode === 32) {
    throw new LoadError(
      `${wanted.name} is entered in 32-bit mode, from which nothing jumps back. Use a 64-bit kernel, or load it without --load-preserve-context.`,
    );
  }
  const segments = [...prepared.segments, ...(crash?.segments ?? [])];
  const low = prepared.start.mode === 32 ? { max: fourGibibytes } : {};
  const place = placement.take('the purgatory', { size: purgatorySize, ...low });
  const purgatory = makePurgatory({
    start: prepared.start,
    regions: segments,
    ...(options.skipCheck ? { skipCheck: true } : {}),
    ...(options.console ? { console: options.console } : {}),
    ...(crash ? { backup: crash.backup } : {}),
    ...(jump && prepared.cmdlineEnd !== undefined ? { digits: prepared.cmdlineEnd - jump.digitCount } : {}),
  });
  segments.push(makeSegment(place, purgatory, purgatorySize));
  if (jump) segments.push(...jump.rest(segments));
  if (segments.length > maxSegments)
    throw new LoadError(`${wanted.name} needs ${segments.length} segments, and kexec_load takes ${maxSegments}.`);

  options.debug?.(`${kind}, entered in ${prepared.start.mode}-bit mode at ${hex(prepared.start.entry)}`);
  for (const segment of segments) options.debug?.(describe(segment));
  const { crash: onCrash = false, preserveContext = false } = options;
  await loadKexecSegments(place, segments, { crash: onCrash, preserveContext });
}

async function prepareCrash(machine: Machine, cmdline: string, bounds?: Partial<Span>) {
  // Rarely needed, and nothing that PID 1 should read at its start.
  const { prepareCrashMemory } = await import('./crash-memory.ts');
  return prepareCrashMemory(machine, cmdline, bounds);
}

async function prepareJump(machine: Machine, cmdline: string, bounds?: Partial<Span>) {
  const [{ digitCount, prepareJumpMemory }, { canKexecJump, survivesJump }] = await Promise.all([
    import('./jump-memory.ts'),
    import('../linux/kexec-support.ts'),
  ]);
  if (!(await canKexecJump())) {
    throw new LoadError(
      "The running kernel cannot be returned to: it was built without CONFIG_KEXEC_JUMP, as Debian's are. Load without --load-preserve-context, or use a kernel that has it.",
    );
  }
  if (!survivesJump(release())) {
    throw new LoadError(
      `Linux ${release()} can jump into another kernel, but crashes when that jumps back, which was corrected in 6.12.5. Use a newer kernel.`,
    );
  }
  return { ...prepareJumpMemory(machine, cmdline, bounds), digitCount };
}

const hex = (value: number): string => `0x${value.toString(16)}`;

function describe({ address, bytes, size }: Segment): string {
  return `${hex(address)}-${hex(address + size - 1)}: ${bytes.length} bytes`;
}
