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
 * @param overlays what is to be applied to the tree
 */
export function deviceTreeRemarks(
  name: string | undefined,
  overlays: readonly { readonly path: string }[] = [],
  processor: string = process.arch,
): string[] {
  if (handsDeviceTrees(processor)) return [];
  const named = [...(name === undefined ? [] : [name]), ...overlays.map(({ path }) => path)];
  return named.map((one) => `The device tree ${one} is passed over: ${whyNoDeviceTree(processor)}.`);
}
