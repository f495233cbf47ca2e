// Loads an arm64 kernel by kexec_load(2), which Debian's kernels have alone. What is loaded is not checked before it is
// started, as after kexec_file_load(2) on arm64.

import { readFileSync } from 'node:fs';
import { loadKexecSegments } from '../../linux/kexec-load.ts';
import { LoadError } from '../load-error.ts';
import type { SegmentsOptions } from '../load-segments.ts';
import { Placement } from '../placement.ts';
import type { Wanted } from '../prepared.ts';
import { applyOverlay } from './apply-overlay.ts';
import { type DeviceTree, readDeviceTree } from './flattened-tree.ts';
import { usableMemory } from './memory.ts';
import { prepareImage } from './prepare-image.ts';

/** What only the code for x86 does, as people call it, and what to do here. */
const others = {
  crash: ['a kernel for a crash', 'Use a running kernel that has kexec_file_load'],
  preserveContext: ['a kernel to come back from', 'Load it without --load-preserve-context'],
  console: ['a kernel with messages of its start', 'Leave --console-serial and --console-vga out'],
  kind: ['a kernel of that type', 'Leave --type out'],
} as const;

/**
 * Places a kernel, its initrd and its device tree, and hands them to kexec_load(2). Raises LoadError where something
 * does not fit or cannot be done, and LinuxError where the running kernel refuses.
 */
export async function loadSegments(wanted: Wanted, options: SegmentsOptions = {}): Promise<void> {
  for (const [option, [what, advice]] of Object.entries(others))
    if (options[option as keyof typeof others])
      throw new LoadError(`baton cannot load ${what} by kexec_load on arm64. ${advice}.`);
  const { modules, devicetree, overlays = [], name } = wanted;
  if (modules.length > 0) throw new LoadError(`${name} takes modules, which arm64 kernels do not. Leave them out.`);
  const placement = new Placement(usableMemory(readFileSync('/proc/iomem', 'utf8')), options.bounds);
  const running = readRunning();
  const named = devicetree && readTree(devicetree, 'The device tree of the entry');
  const own = overlays.reduce<DeviceTree | undefined>(
    (tree, { bytes, name }) => applyOverlay(tree ?? running, readTree(bytes, `The overlay ${name}`), name),
    named,
  );
  const parts = { ...wanted, running, own, efi: options.efi };
  const { segments, entry } = prepareImage(parts, placement);
  for (const { address, size } of segments)
    options.debug?.(`0x${address.toString(16)}-0x${(address + size - 1).toString(16)}`);
  await loadKexecSegments(entry, segments);
}

function readRunning(): DeviceTree {
  let bytes: Uint8Array | undefined;
  try {
    bytes = readFileSync('/sys/firmware/fdt');
  } catch {}
  const tree = bytes && readDeviceTree(bytes);
  if (!tree) throw new LoadError("This machine's device tree cannot be read (/sys/firmware/fdt). Mount /sys.");
  return tree;
}

function readTree(bytes: Uint8Array, what: string): DeviceTree {
  const tree = readDeviceTree(bytes);
  if (!tree) throw new LoadError(`${what} is no device tree, or it is damaged. Install it anew.`);
  return tree;
}
