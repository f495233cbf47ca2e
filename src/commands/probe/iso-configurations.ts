import type { Source } from 'blkid-parse';
import { IsoVolume } from '../../dialects/iso-volume.ts';
import { readAll } from '../../dialects/read-all.ts';
import { Iso } from '../../images/iso9660.ts';
import { type Configuration, configurationOf } from '../../record/configuration.ts';

/** The boot configurations on an ISO 9660 filesystem. Never throws: a medium that fails has none. */
export async function isoConfigurations(source: Source): Promise<Configuration[]> {
  try {
    const iso = await Iso.open(async (offset, length) => source.read(offset, length));
    if (!iso) return [];
    // A file inside an image has no descriptor of its own.
    return (await readAll([new IsoVolume('iso', iso, async () => undefined)])).map(configurationOf);
  } catch {
    return [];
  }
}
