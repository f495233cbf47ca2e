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
 * What becomes of the device tree that an entry or its unified kernel image names, as a sentence; undefined where there
 * is none. systemd-boot installs it on x86 all the same, where Linux does not look for it.
 */
export function deviceTreeRemark(name: string | undefined, processor?: string): string | undefined {
  return name === undefined ? undefined : `The device tree ${name} is passed over: ${whyNoDeviceTree(processor)}.`;
}
