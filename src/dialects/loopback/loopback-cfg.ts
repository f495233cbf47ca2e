import type { Reading } from '../../entry/reading.ts';
import type { OpenFile, Stat, Volume } from '../../entry/volume.ts';
import type { Machine } from '../dialect.ts';
import { readConfiguration } from '../grub/read.ts';

/**
 * Runs the loopback.cfg of the disc image `path` as the menus do that people make for their images, with the image's
 * path in `iso_path`. https://www.supergrubdisk.org/wiki/Loopback.cfg
 * @param config of the loopback.cfg in the image
 */
export function readLoopbackCfg(
  path: string,
  config: string,
  volume: Volume,
  volumes: readonly Volume[],
  machine: Machine,
): Promise<Reading> {
  const script = `iso_path=${quoted(path)}
export iso_path
probe --fs-uuid --set=rootuuid ($root)
export rootuuid
loopback loop "$iso_path"
root=(loop)
configfile ${config}
`;
  const own = new WithScript(volume, path, script);
  return readConfiguration(
    path,
    own,
    volumes.map((other) => (other === volume ? own : other)),
    machine,
  );
}

/** In GRUB, as in a shell, nothing is special between single quotes. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A volume on which reading the image as a text gives the script that opens it. */
class WithScript implements Volume {
  readonly identity: Volume['identity'];
  readonly #volume: Volume;
  readonly #path: string;
  readonly #script: string;

  constructor(volume: Volume, path: string, script: string) {
    this.identity = volume.identity;
    this.#volume = volume;
    this.#path = path;
    this.#script = script;
  }

  async read(path: string, limit?: number): Promise<Uint8Array | undefined> {
    return path === this.#path ? Buffer.from(this.#script) : this.#volume.read(path, limit);
  }

  list(path: string): Promise<readonly string[] | undefined> {
    return this.#volume.list(path);
  }

  stat(path: string): Promise<Stat | undefined> {
    return this.#volume.stat(path);
  }

  open(path: string): Promise<OpenFile | undefined> {
    return this.#volume.open(path);
  }
}
