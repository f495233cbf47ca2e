import { readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

/** Directories of /dev/disk by what the names in them are. */
const directories = { uuid: 'by-uuid', label: 'by-label', partuuid: 'by-partuuid', partlabel: 'by-partlabel' };

/** What udev's links in /dev/disk say of the device `node`, which is no link itself. Empty where there is no udev. */
export function udevLinks(node: string): { [fact in keyof typeof directories]?: string } {
  const found = Object.entries(directories).flatMap(([fact, directory]) => {
    const name = linkTo(node, join('/dev/disk', directory));
    return name === undefined ? [] : [[fact, unescaped(name)]];
  });
  return Object.fromEntries(found);
}

function linkTo(node: string, directory: string): string | undefined {
  let names: string[];
  try {
    names = readdirSync(directory);
  } catch {
    return undefined;
  }
  return names.find((name) => resolved(join(directory, name)) === node);
}

/** The path without links; as it is where it leads nowhere. */
export function resolved(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** udev writes the bytes that it does not want in a name as \x and two hexadecimal digits. */
export function unescaped(name: string): string {
  const bytes = Buffer.from(name).toString('latin1');
  const all = bytes.replace(/\\x([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(all, 'latin1').toString('utf8');
}
