import type { Resource } from '../entry/entry.ts';
import type { Reading } from '../entry/reading.ts';
import type { Volume } from '../entry/volume.ts';

/** Whether a configuration speaks of a kernel on that volume. */
export function isConfigured({ identity }: Volume, readings: readonly Reading[]): boolean {
  return kernelsOf(readings).some(({ volume, image }) => volume === identity.id && image === undefined);
}

/**
 * Of what a fallback dialect found, that which no configuration speaks of: a kernel with the same version elsewhere is
 * the same one, as where a system keeps a copy beside the modules.
 * @param readings what the other dialects read
 */
export function unconfigured(found: Reading, readings: readonly Reading[]): Reading | undefined {
  const kernels = kernelsOf(readings);
  const entries = found.entries.filter(({ id }) => !kernels.some(({ path }) => path.includes(id)));
  return entries.length > 0 ? { ...found, entries } : undefined;
}

function kernelsOf(readings: readonly Reading[]): Resource[] {
  const entries = readings.flatMap((reading) => reading.entries);
  return entries.flatMap(({ kernel, crash }) => (kernel && !crash ? [kernel] : []));
}
