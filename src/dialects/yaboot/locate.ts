import type { Volume } from '../../entry/volume.ts';
import { type FoundFile, fileElsewhere, fileOn } from '../common/found-file.ts';
import { partitionBeside, partitionName, volumeNamed } from '../common/volume-named.ts';

/**
 * A file as yaboot.conf names it, `[DEVICE:][PARTITION,]/path`, with `device=` and `partition=` where it names none.
 * Open Firmware's devices (`hd`, `/pci@…/disk@0`) have no names here: they stand for the disk that the configuration
 * is on. Linux names and a partition's digit behind them are understood as petitboot does.
 */
export async function locate(
  text: string,
  setting: (name: string) => string | undefined,
  own: Volume,
  volumes: readonly Volume[],
): Promise<FoundFile> {
  const [, device, digits, path = ''] = /^(?:(.*):)?(?:([0-9]{1,4})?,)?(.*)$/s.exec(text) ?? [];
  const named = device ?? (setting('device') || undefined);
  // A device in the file's name speaks for itself.
  const given = digits ?? (device === undefined ? setting('partition') : undefined);
  const partition = given !== undefined && /^[0-9]{1,4}$/.test(given) ? Number(given) : undefined;
  if (named !== undefined && !isFirmwareName(named)) {
    const name = partition === undefined ? named : partitionName(named.replace(/p?[0-9]+$/, ''), partition);
    const volume = volumeNamed(name, volumes);
    return volume ? fileOn(volume, path) : fileElsewhere(name, path);
  }
  const [, behind] = /:([0-9]{1,4})$/.exec(named ?? '') ?? [];
  const number = partition ?? (behind === undefined ? undefined : Number(behind));
  if (number === undefined) return fileOn(own, path);
  const volume = partitionBeside(own, number, volumes);
  return volume ? fileOn(volume, path) : fileElsewhere(`partition ${number} of the same disk`, path);
}

/** https://www.openfirmware.info/data/docs/of1275.pdf, 3.2.1: device paths begin with `/`; the rest are usual aliases. */
function isFirmwareName(name: string): boolean {
  return name.startsWith('/') ? !name.startsWith('/dev/') : /^(hd|cd|zip|ultra[0-9]|disk[0-9]*|scsi)(:|$)/.test(name);
}
