// What is to be set up: whether the files are what they are taken for, before anything is changed.

import { open } from 'node:fs/promises';
import { fromDescriptor } from '../../images/from-file.ts';
import type { Image } from '../../images/image.ts';
import { recognise } from '../../images/recognise.ts';
import { readSignatures } from '../../images/signatures.ts';
import type { Source } from '../../images/source.ts';

export interface SetupFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly signed: boolean;
}

/** Of the texts in an image as much as tells whose it is. */
const longestText = 16 * 1024;

/**
 * baton as one EFI program, for a machine with this processor. Throws a sentence where the file is something else.
 * @param cpu as Linux calls it: `x86_64`
 */
export function requireProgram(path: string, cpu: string): Promise<SetupFile> {
  return look(path, async (source, image) => {
    if (image?.format !== 'uki' || !(await isOwn(source, image)))
      throw new Error(
        `${path} is not baton as one EFI program. "npm run build -- --form efi" makes one; a kernel and an initramfs are given with --kernel and --initrd.`,
      );
    requireProcessor(path, image.architecture, cpu);
    return describe(path, source);
  });
}

/** baton's kernel. Throws a sentence where the file is something else, or for another processor than `cpu`. */
export function requireKernel(path: string, cpu: string): Promise<SetupFile> {
  return look(path, async (source, image) => {
    const isKernel = image?.format === 'bzimage' || image?.format === 'arm64-image' || image?.format === 'zboot';
    if (!isKernel) throw new Error(`${path} is no kernel that GRUB starts. Give baton's vmlinuz.`);
    requireProcessor(path, image.architecture ?? cpu, cpu);
    return describe(path, source);
  });
}

/** baton's initramfs. Throws a sentence where the file is something else. */
export function requireInitrd(path: string): Promise<SetupFile> {
  return look(path, async (source, image) => {
    const inner = image?.format === 'compressed' ? image.content : image;
    if (inner?.format !== 'cpio') throw new Error(`${path} is no initramfs. Give baton's initramfs.img.`);
    return describe(path, source);
  });
}

/** Whether the file is baton as one EFI program, of whatever version. False where there is no such file. */
export async function isOwnProgram(path: string): Promise<boolean> {
  const file = await open(path, 'r').catch((failure: NodeJS.ErrnoException) => {
    if (failure.code === 'ENOENT') return undefined;
    throw failure;
  });
  if (!file) return false;
  try {
    const source = await fromDescriptor(file.fd);
    return await isOwn(source, await recognise(source));
  } finally {
    await file.close();
  }
}

/** The distribution's name that it has in its `.osrel`: https://www.freedesktop.org/software/systemd/man/os-release.html */
async function isOwn(source: Source, image: Image | undefined): Promise<boolean> {
  const section = image?.format === 'uki' ? image.profiles[0]?.get('.osrel') : undefined;
  if (!section) return false;
  const bytes = await source.read(section.offset, Math.min(section.size, longestText));
  return /^ID="?baton"?$/m.test(Buffer.from(bytes).toString('latin1').replaceAll('\0', '\n'));
}

async function look<T>(path: string, use: (source: Source, image: Image | undefined) => Promise<T>): Promise<T> {
  const file = await open(path, 'r').catch((failure: NodeJS.ErrnoException) => {
    const reason = failure.code === 'ENOENT' ? 'there is no such file' : failure.message;
    throw new Error(`${path} cannot be read: ${reason}.`, { cause: failure });
  });
  try {
    if (!(await file.stat()).isFile()) throw new Error(`${path} is no file.`);
    const source = await fromDescriptor(file.fd);
    return await use(source, await recognise(source));
  } finally {
    await file.close();
  }
}

function requireProcessor(path: string, architecture: string, cpu: string): void {
  if (architecture !== cpu)
    throw new Error(`${path} is for ${architecture}, and this machine is ${cpu}. Build baton for this machine.`);
}

async function describe(path: string, source: Source): Promise<SetupFile> {
  return { path, size: source.size, signed: (await readSignatures(source)).length > 0 };
}
