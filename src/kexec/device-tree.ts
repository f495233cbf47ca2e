/** By Node's name of the processor. */
const reasons: Readonly<Record<string, string>> = {
  x64: 'x86 kernels take none from their boot loaders',
};

/** Whether the processor's kernels get the device tree that their entry names. */
export function handsDeviceTrees(processor: string = process.arch): boolean {
  return processor === 'arm64';
}

/** Why a device tree goes no further, as a clause. */
export function whyNoDeviceTree(processor: string = process.arch): string {
  return reasons[processor] ?? 'baton knows no way to hand it over on this processor';
}

/**
 * What of the device tree that an entry or its unified kernel image names is passed over, as sentences. systemd-boot
 * installs one on x86 all the same, where Linux does not look for it.
 * @param overlays paths of what is to be applied to the tree
 */
export function deviceTreeRemarks(
  name: string | undefined,
  overlays: readonly string[] = [],
  processor: string = process.arch,
): string[] {
  const tree =
    name === undefined || handsDeviceTrees(processor)
      ? []
      : [`The device tree ${name} is passed over: ${whyNoDeviceTree(processor)}.`];
  if (overlays.length === 0) return tree;
  return [...tree, `The overlays of the device tree are passed over: ${overlays.join(', ')}. baton applies none.`];
}
