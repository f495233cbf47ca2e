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
    const why = read.map(
      (reading) => `; ${reading.config} has no entry (${reading.diagnostics.length} remarks in the journal)`,
    );
    const looked = volumes.length > 0 && read.length === 0 ? '; no boot configuration' : '';
    return `${device.node} (${size}): ${verdict}${looked}${why.join('')}.`;
  });
  return [
    'No boot configuration that names a system was found.',
    ...lines,
    `Looked in ${places.length} places on each volume, such as ${places.slice(0, 3).join(', ')}. Press s for a shell, in which baton list names them all, or connect another disk.`,
  ];
}
