// The firmware's variables, as efivarfs shows them: a file NAME-VENDOR with four bytes of attributes before the value.
// https://docs.kernel.org/filesystems/efivarfs.html, https://uefi.org/specs/UEFI/2.10/08_Services_Runtime_Services.html

import { constants, type FileHandle, open, readdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EfiVariableError } from './efi-variable-error.ts';
import { callAsync, declare } from './libc.ts';

const ioctl = declare('int ioctl(int fd, unsigned long request, void *argument)');

/** linux/fs.h: _IOR('f', 1, long), _IOW('f', 2, long), FS_IMMUTABLE_FL. */
const FS_IOC_GETFLAGS = 0x80086601;
const FS_IOC_SETFLAGS = 0x40086602;
const IMMUTABLE = 0x10;

/** EFI_VARIABLE_NON_VOLATILE, EFI_VARIABLE_BOOTSERVICE_ACCESS, EFI_VARIABLE_RUNTIME_ACCESS. */
const NON_VOLATILE = 1;
const BOOT_SERVICE_ACCESS = 2;
const RUNTIME_ACCESS = 4;
const kept = NON_VOLATILE | BOOT_SERVICE_ACCESS | RUNTIME_ACCESS;

const attributesSize = 4;
/** More is no variable that baton knows; the kernel itself takes what fits into the firmware's memory. */
const longestValue = 64 * 1024;
/** EINTR means that the firmware, or the kernel's limit of reads per second, asks for a moment's patience. */
const attempts = 5;
const pause = 50;

/** Where the kernel expects efivarfs to be mounted. It is there when the machine was started by UEFI. */
export const efivars = '/sys/firmware/efi/efivars';

/** The vendors of variables, by what they are for. */
export const vendors = {
  /** EFI_GLOBAL_VARIABLE: BootNext, BootOrder, OsIndications, … */
  global: '8be4df61-93ca-11d2-aa0d-00e098032b8c',
  /** https://systemd.io/BOOT_LOADER_INTERFACE */
  loader: '4a67b082-0a4c-41cf-b6c7-440b29bb8c4f',
  /** What baton itself has to know after a restart. */
  baton: 'ba709f2e-1d3c-4b6a-9c58-7e0a5d2f4c11',
} as const;

export interface VariableName {
  readonly name: string;
  /** A GUID in lower case. */
  readonly vendor: string;
}

export interface EfiVariable {
  readonly data: Buffer;
  /** Whether it outlives a reset of the machine. */
  readonly kept: boolean;
}

/** Reads and writes variables one at a time. Every failure is an {@link EfiVariableError}. */
export class EfiVariables {
  readonly #directory: string;
  #turn: Promise<unknown> = Promise.resolve();

  /** @param directory where efivarfs is mounted */
  constructor(directory = efivars) {
    this.#directory = directory;
  }

  /** The variables that there are, in no order; what is not named like one is passed over. */
  list(): Promise<VariableName[]> {
    return this.#each('listed', { name: 'EFI variables', vendor: '' }, async () => {
      const names = await readdir(this.#directory);
      return names.flatMap((file) => {
        const [, name, vendor] = /^(.+)-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(file) ?? [];
        return name === undefined || vendor === undefined ? [] : [{ name, vendor }];
      });
    });
  }

  /** The variable, or undefined where there is none. */
  read(variable: VariableName): Promise<EfiVariable | undefined> {
    return this.#each('read', variable, () => this.#read(variable));
  }

  /**
   * Sets the variable, with a single write, so that it has its old value or the new one. One that is not there yet is
   * made one that outlives a reset: firmware takes no others once an operating system runs (GetVariable and SetVariable
   * in the specification). Nothing is written where it has that value already: flash memory wears out.
   * @returns whether it was written
   */
  write(variable: VariableName, data: Uint8Array): Promise<boolean> {
    return this.#each('set', variable, async () => {
      const before = await this.#read(variable);
      if (before?.data.equals(data)) return false;
      const attributes = Buffer.alloc(attributesSize);
      attributes.writeUInt32LE(kept);
      await this.#mutably(variable, async (path) => {
        const file = await open(path, constants.O_WRONLY | constants.O_CREAT, 0o644);
        try {
          await file.write(Buffer.concat([attributes, data]));
        } catch (failure) {
          // What was refused is not to look like a variable that is empty.
          if (!before) await unlink(path).catch(() => {});
          throw failure;
        } finally {
          await file.close();
        }
      });
      return true;
    });
  }

  /** Removes the variable. Returns whether it was there. */
  remove(variable: VariableName): Promise<boolean> {
    return this.#each('removed', variable, async () => {
      if ((await this.#read(variable)) === undefined) return false;
      await this.#mutably(variable, (path) => unlink(path));
      return true;
    });
  }

  /** Runs `task` after those before it: the firmware does one thing at a time, and a write looks first. */
  #each<T>(verb: string, variable: VariableName, task: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(() => patiently(task));
    this.#turn = result.catch(() => {});
    return result.catch((failure) => {
      throw new EfiVariableError(verb, variable.name, failure);
    });
  }

  #path({ name, vendor }: VariableName): string {
    return join(this.#directory, `${name}-${vendor}`);
  }

  async #read(variable: VariableName): Promise<EfiVariable | undefined> {
    const bytes = await readFile(this.#path(variable)).catch((failure: NodeJS.ErrnoException) => {
      if (failure.code === 'ENOENT') return Buffer.alloc(0);
      throw failure;
    });
    // An empty file stands for a variable that the firmware refused to make.
    if (bytes.length < attributesSize) return undefined;
    const data = bytes.subarray(attributesSize, attributesSize + longestValue);
    return { data, kept: (bytes.readUInt32LE() & NON_VOLATILE) !== 0 };
  }

  /**
   * Runs `change` on a variable's file, which the kernel protects from being changed by accident. The flag is set again
   * when the file is still there.
   */
  async #mutably(variable: VariableName, change: (path: string) => Promise<void>): Promise<void> {
    const path = this.#path(variable);
    const file = await open(path, 'r').catch(() => undefined);
    const flags = file && (await getFlags(file));
    const lifted = file !== undefined && flags !== undefined && (flags & IMMUTABLE) !== 0;
    try {
      if (lifted) await setFlags(file, flags & ~IMMUTABLE);
      await change(path);
    } finally {
      if (lifted) await setFlags(file, flags).catch(() => {});
      await file?.close();
    }
  }
}

async function patiently<T>(task: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await task();
    } catch (failure) {
      if ((failure as NodeJS.ErrnoException).code !== 'EINTR' || attempt === attempts) throw failure;
      await sleep(pause);
    }
  }
}

/** The flags of an inode as chattr(1) has them; undefined where the filesystem has none. */
async function getFlags(file: FileHandle): Promise<number | undefined> {
  const argument = Buffer.alloc(8);
  try {
    await callAsync('FS_IOC_GETFLAGS', ioctl, file.fd, FS_IOC_GETFLAGS, argument);
    return argument.readUInt32LE();
  } catch {
    return undefined;
  }
}

async function setFlags(file: FileHandle, flags: number): Promise<void> {
  const argument = Buffer.alloc(8);
  argument.writeUInt32LE(flags);
  await callAsync('FS_IOC_SETFLAGS', ioctl, file.fd, FS_IOC_SETFLAGS, argument);
}
