import { fromDescriptor } from '../../images/from-file.ts';
import { kernelLog } from '../../images/vmcore/log.ts';
import type { Output } from '../command.ts';
import { openCore } from './open-core.ts';

/** Prints the log of the kernel whose memory `path` holds. @returns whether there is one. Raises an error with a sentence */
export async function printLog(path: string, output: Output): Promise<boolean> {
  const file = await openCore(path);
  try {
    const { text, problem } = await kernelLog(await fromDescriptor(file.fd));
    if (text !== '') output.out(text.trimEnd());
    if (problem !== undefined) output.error(`baton crash log: ${path} does not tell all: ${problem}.`);
    return text !== '' && problem === undefined;
  } finally {
    await file.close();
  }
}
