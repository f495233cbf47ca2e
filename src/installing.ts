// Installers from the network by their names, and the answers to what they ask.

import type { ReadUrl } from './catalogue/prepare.ts';
import type { Offer } from './catalogue/system.ts';
import type { Entry, Resource } from './entry/entry.ts';
import type { Reading } from './entry/reading.ts';
import type { Volume } from './entry/volume.ts';
import type { Journal } from './journal.ts';
import { LoadError } from './kexec/load-error.ts';
import { runningMachine } from './linux/machine.ts';
import type { FileOrUrl } from './settings/file-or-url.ts';
import { readSettingsFile, settingsFileName } from './settings-file.ts';

export interface Surroundings {
  readonly journal: Pick<Journal, 'info' | 'warning'>;
  /** The settings of these names, as they are then. */
  wishes(): {
    readonly mirror?: string | undefined;
    readonly catalogue?: FileOrUrl | undefined;
    readonly seed?: FileOrUrl | undefined;
  };
  volumes(): readonly Volume[];
  /** The server and the path of a URL. Raises NetworkError. */
  locate(url: string): Promise<{ readonly volume: Volume; readonly path: string }>;
}

/** What an entry becomes before it is loaded. */
export interface Prepared {
  readonly entry: Entry;
  /** cpio archives that go behind its initrds. */
  readonly archives: readonly Uint8Array[];
}

/** More bytes no answers have. */
const longestSeed = 2 ** 20;

export class Installing {
  readonly #surroundings: Surroundings;
  readonly #offers = new Map<string, Offer>();
  readonly #volumes = new Map<string, Volume>();

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  /** What the files of entries that were {@link prepared} are on. */
  volume(id: string): Volume | undefined {
    return this.#volumes.get(id);
  }

  /**
   * The systems of the catalogue that there are installers of for this machine. Raises LoadError, or NetworkError, where
   * the catalogue of the settings is not there.
   * @param submenu the title of the submenu that they are in
   */
  async reading(submenu: string): Promise<Reading> {
    const [{ ownCatalogue }, { longestCatalogue, readCatalogue }, { offerOf }, { catalogueReading }] =
      await Promise.all([
        import('./catalogue/own.ts'),
        import('./catalogue/read.ts'),
        import('./catalogue/system.ts'),
        import('./catalogue/entry.ts'),
      ]);
    const { catalogue, mirror } = this.#surroundings.wishes();
    const given = catalogue && (await this.#read(catalogue, longestCatalogue + 1));
    const file = given && catalogue ? { bytes: given, name: nameOf(catalogue) } : await ownCatalogue();
    if (!file) throw new LoadError('There is no catalogue of installers in this image. Name one: baton.catalogue=URL.');
    const { systems, problems } = await readCatalogue(file.bytes, file.name);
    for (const problem of problems) this.#surroundings.journal.warning(problem);
    const { cpu, consoles } = runningMachine();
    const offers = systems.flatMap((system) => offerOf(system, { cpu, mirror, consoles }) ?? []);
    for (const offer of offers) this.#offers.set(offer.name, offer);
    return catalogueReading(offers, submenu, file.name);
  }

  /**
   * The entry with the checksums and images of the catalogue, and with the answers of the settings where it is an
   * installer's. Raises NetworkError and LoadError.
   */
  async prepared(entry: Entry): Promise<Prepared> {
    const { seed } = this.#surroundings.wishes();
    if (this.#offers.size === 0 && !seed) return { entry, archives: [] };
    const { offerName } = await import('./catalogue/entry.ts');
    const offer = this.#offers.get(offerName(entry) ?? '');
    const complete = offer ? await this.#checked(entry, offer) : entry;
    return seed && mayInstall(entry) ? this.#seeded(complete, seed) : { entry: complete, archives: [] };
  }

  async #checked(entry: Entry, known: Offer): Promise<Entry> {
    const [{ prepareOffer }, { CheckedVolume }] = await Promise.all([
      import('./catalogue/prepare.ts'),
      import('./catalogue/checked-volume.ts'),
    ]);
    const { locate, journal } = this.#surroundings;
    const read: ReadUrl = async (url) => {
      const { volume, path } = await locate(url);
      return volume.read(path);
    };
    const { offer, checksums } = await prepareOffer(known, read);
    if (checksums.size === 0) journal.info(`the catalogue names no checksums for ${offer.title}: it is not checked`);
    const id = `install:${offer.name}`;
    this.#volumes.set(id, new CheckedVolume(id, locate, checksums));
    const onIt = (resource: Resource): Resource =>
      resource.url === undefined ? resource : { volume: id, path: resource.url };
    return {
      ...entry,
      ...(entry.kernel ? { kernel: onIt(entry.kernel) } : {}),
      initrds: entry.initrds.map(onIt),
      cmdline: offer.image === undefined ? entry.cmdline : entry.cmdline.replaceAll('{image}', offer.image),
    };
  }

  async #seeded(entry: Entry, seed: FileOrUrl): Promise<Prepared> {
    const [{ seedKind }, { seedFromFile, seedFromUrl }] = await Promise.all([
      import('./seeds/kind.ts'),
      import('./seeds/apply.ts'),
    ]);
    const bytes = await this.#read(seed, longestSeed + 1);
    const name = nameOf(seed);
    if (bytes.length > longestSeed) throw new LoadError(`${name} has no answers for an installer: it is too long.`);
    const kind = seedKind(bytes);
    if (kind === undefined)
      throw new LoadError(
        `${name} has no answers for an installer: it is no kickstart, preseed, autoinstall, cloud-config, Ignition or AutoYaST file. Correct baton.seed, or take it away.`,
      );
    this.#surroundings.journal.info(`"${entry.title}" gets the answers in ${name} (${kind})`);
    // Not every installer speaks TFTP.
    const byUrl = 'url' in seed && !/^tftp:/i.test(seed.url);
    const seeded = byUrl ? seedFromUrl(kind, entry.cmdline, seed.url) : seedFromFile(kind, entry.cmdline, bytes);
    return { entry: { ...entry, cmdline: seeded.cmdline }, archives: seeded.archive ? [seeded.archive] : [] };
  }

  /** Raises NetworkError and LoadError. */
  async #read(place: FileOrUrl, limit: number): Promise<Uint8Array> {
    const bytes = await this.#find(place, limit);
    if (!bytes) throw new LoadError(`${nameOf(place)} is not there. Connect its disk, or correct the setting.`);
    return bytes;
  }

  async #find(place: FileOrUrl, limit: number): Promise<Uint8Array | undefined> {
    if ('url' in place) {
      const { volume, path } = await this.#surroundings.locate(place.url);
      return volume.read(path, limit);
    }
    return readSettingsFile(place, this.#surroundings.volumes(), limit);
  }
}

/** What is not one of the systems of this machine: it comes from a server, or out of a disc image. */
function mayInstall({ volume, kernel }: Entry): boolean {
  return volume.includes('://') || kernel?.url !== undefined || kernel?.image !== undefined;
}

function nameOf(place: FileOrUrl): string {
  return 'url' in place ? place.url : settingsFileName(place);
}
