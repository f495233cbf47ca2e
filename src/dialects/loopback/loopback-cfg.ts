import type { Reading } from '../../entry/reading.ts';
import type { Volume } from '../../entry/volume.ts';
import { VolumeWithFile } from '../../entry/volume-with-file.ts';
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
  const own = new VolumeWithFile(volume, path, Buffer.from(script));
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
