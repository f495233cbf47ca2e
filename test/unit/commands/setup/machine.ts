// A machine with UEFI in two directories: one stands for its ESP, one for efivarfs.

import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { SystemPartition } from '../../../../src/commands/setup/esp.ts';
import { writeBootOption } from '../../../../src/firmware/boot-option.ts';
import { fileDevicePath } from '../../../../src/firmware/device-path.ts';
import { EfiVariables, type VariableName, vendors } from '../../../../src/linux/efi-variables.ts';
import { peImage, X64 } from '../../pe-image.ts';

export const partition = {
  number: 1,
  start: 2048n,
  size: 4096n,
  partuuid: 'f5b2bb1f-9f4f-4b5c-8f55-0a3c2b1d4e6f',
} as const;

/** An EFI program as the build makes it, with as many bytes of a kernel. */
export function program(kernel: string | Uint8Array = 'kernel', osRelease = 'ID=baton\nNAME=baton\n', machine = X64) {
  return peImage(
    [
      ['.osrel', osRelease],
      ['.linux', kernel],
    ],
    machine,
  );
}

export const option = (title: string, file: string) =>
  writeBootOption(title, fileDevicePath(partition, file), Buffer.alloc(0));
export const numbers = (...values: number[]) =>
  Buffer.concat(values.map((value) => Buffer.from([value & 0xff, value >> 8])));

/** Writes files below `directory`, by their absolute paths there. */
export function lay(directory: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
}

/** Every file and directory below, with what is in it. */
export function listing(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const content = entry.isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex') : 'directory';
      return `${path.slice(directory.length)} ${content}`;
    })
    .sort();
}

/** efivarfs gives a variable the length of what is written; a directory does not. */
class Variables extends EfiVariables {
  readonly #path: string;

  constructor(directory: string) {
    super(directory);
    this.#path = directory;
  }

  override write(variable: VariableName, data: Uint8Array): Promise<boolean> {
    const path = join(this.#path, `${variable.name}-${variable.vendor}`);
    if (existsSync(path)) truncateSync(path, Math.min(statSync(path).size, data.length + 4));
    return super.write(variable, data);
  }
}

/** Makes a directory that stands for efivarfs, with these variables of the global vendor. */
export function variablesIn(efivars: string, values: Readonly<Record<string, Buffer>>): void {
  mkdirSync(efivars);
  for (const [name, value] of Object.entries(values))
    writeFileSync(join(efivars, `${name}-${vendors.global}`), Buffer.concat([Buffer.from([7, 0, 0, 0]), value]));
}

/** The machine of which one directory stands for the ESP, and one for efivarfs. */
export function machineOf(directory: string, efivars: string) {
  const esp: SystemPartition = { directory, partition };
  return {
    esp,
    variables: new Variables(efivars),
    efivars,
    all: () => [listing(directory), listing(efivars)],
  };
}

/** A machine with these variables of the global vendor, and files on its ESP. @param parent that its directories go into */
export function machineWith(
  parent: string,
  values: Readonly<Record<string, Buffer>>,
  files: Readonly<Record<string, string | Uint8Array>> = {},
) {
  const root = mkdtempSync(join(parent, 'machine-'));
  const [directory, efivars] = [join(root, 'esp'), join(root, 'vars')];
  mkdirSync(directory);
  lay(directory, files);
  variablesIn(efivars, values);
  return machineOf(directory, efivars);
}

/** Whether the host has the real efibootmgr. */
export const hasEfibootmgr = spawnSync('efibootmgr', ['--version']).error === undefined;

/** What the real efibootmgr lists of these variables. */
export function listed(efivars: string): string {
  const env = { ...process.env, EFIVARFS_PATH: `${efivars}/`, LIBEFIVAR_OPS: 'efivarfs', LC_ALL: 'C' };
  return execFileSync('efibootmgr', ['-v'], { env, encoding: 'utf8', timeout: 30_000 });
}
