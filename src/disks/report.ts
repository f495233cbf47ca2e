import type { Reading } from '../entry/reading.ts';
import type { Finding } from './finding.ts';
import { sizeText } from './size-text.ts';

/**
 * Why there is nothing to boot, as sentences: every device, what is on it, and what was looked for. Empty when
 * there are entries.
 * @param places where the dialects look, as paths on a volume
 */
export function reportNothing(
  findings: readonly Finding[],
  readings: readonly Reading[],
  places: readonly string[],
): string[] {
  if (readings.some((reading) => reading.entries.length > 0)) return [];
  if (findings.length === 0) {
    return [
      'No disk was found. Check that it is connected, and that its driver is in the image; a disk that appears now is still used.',
    ];
  }
  const lines = findings.map(({ device, verdict, volumes }) => {
    const size = sizeText(device.size);
    const read = readings.filter((reading) => volumes.some(({ identity }) => identity.id === reading.volume));
    const why = read.map(({ config, diagnostics: { length } }) => {
      const remarks = length === 0 ? '' : ` (${length} ${length === 1 ? 'remark' : 'remarks'} in the journal)`;
      return `; ${config} has no entry${remarks}`;
    });
    const looked = volumes.length > 0 && read.length === 0 ? '; no boot configuration' : '';
    return `${device.node} (${size}): ${verdict}${looked}${why.join('')}.`;
  });
  return [
    'No boot configuration that names a system was found.',
    ...lines,
    `Looked for ${namesOf(places).join(', ')}, in ${places.length} places on each volume. Press s for a shell, in which baton list names them all, or connect another disk.`,
  ];
}

/** What the files are called, each once; with its directory where that says more. */
function namesOf(places: readonly string[]): string[] {
  const names = places.map((place) => {
    const parts = place.split('/');
    const name = parts.at(-1)!;
    return name.includes('.') || name.startsWith('vmlinuz') ? name : parts.slice(-2).join('/');
  });
  return [...new Set(names)];
}
