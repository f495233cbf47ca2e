// Whether a kernel is for this processor: the running kernel only says that it does not know its format.

import { fromDescriptor } from '../images/from-file.ts';
import { recognise } from '../images/recognise.ts';
import { LoadError } from './load-error.ts';

/** The processors whose kernels start on one, its own first; by Node's name for it. */
const startable: Readonly<Record<string, readonly string[]>> = { x64: ['x86_64', 'i386'], arm64: ['arm64'] };

/**
 * Raises LoadError where the kernel that is open on `fd` is for another processor. What does not tell is let through.
 * @param name what the reader knows it by
 */
export async function checkArchitecture(fd: number, name: string, processor: string = process.arch): Promise<void> {
  const image = await recognise(await fromDescriptor(fd));
  const own = startable[processor];
  if (!image || !('architecture' in image) || !own || own.includes(image.architecture)) return;
  throw new LoadError(
    `${name} is a kernel for ${image.architecture}, and this machine is ${own[0]}. Choose another entry, or install a kernel for ${own[0]}.`,
  );
}
