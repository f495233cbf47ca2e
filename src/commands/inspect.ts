import { open } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { OpenFile } from '../entry/volume.ts';
import { fromDescriptor } from '../images/from-file.ts';
import { inspect as inspectImage } from '../images/inspect.ts';
import type { Command, Output } from './command.ts';
import { type FileFacts, toJson } from './inspect/json.ts';
import { toLines } from './inspect/text.ts';
import { isUrl } from './is-url.ts';

const HELP = `Tells what kernels, initrds and other images are, by their content: the format,
the version, the limits that a boot loader has to keep, what they are
compressed with, what is inside them, and who signed them (but not whether the
signature is right).

FILE    a kernel (bzImage, arm64 Image, zboot, ELF, Xen, or one of these
        compressed with gzip, bzip2, xz, lzma, lz4 or zstd), a unified kernel
        image or another EFI program, or an initrd; also the URL of one (http,
        https, tftp)

--json  print an array of objects, one for each file
--help  print this

Exit status: 0 all files are images, 1 one is not or could not be read, 2 the
command was used wrongly.`;

export const inspect: Command = {
  name: 'inspect',
  synopsis: '[--json] FILE...',
  summary: 'tell what a kernel or an initrd is',
  help: HELP,
  run,
};

async function run(args: readonly string[], output: Output): Promise<number> {
  let json: boolean;
  let files: string[];
  try {
    const options = { json: { type: 'boolean', default: false } } as const;
    const parsed = parseArgs({ args: [...args], options, allowPositionals: true });
    [json, files] = [parsed.values.json, parsed.positionals];
    if (files.length === 0) throw new Error('Name at least one file.');
  } catch (error) {
    output.error(`baton inspect: ${(error as Error).message}`);
    return 2;
  }
  const found: FileFacts[] = [];
  for (const file of files) {
    try {
      found.push(await factsOf(file));
    } catch (failure) {
      output.error(`baton inspect: ${sentence(file, failure)}`);
    }
  }
  if (json) output.out(JSON.stringify(found.map(toJson)));
  else if (found.length > 0) output.out(found.map((facts) => toLines(facts).join('\n')).join('\n\n'));
  return found.length === files.length && found.every(({ inspection }) => inspection) ? 0 : 1;
}

async function factsOf(path: string): Promise<FileFacts> {
  const file = isUrl(path) ? await openUrl(path) : await open(path, 'r');
  try {
    const source = await fromDescriptor(file.fd);
    const inspection = await inspectImage(source);
    return { path, size: source.size, ...(inspection ? { inspection } : {}) };
  } finally {
    await file.close();
  }
}

async function openUrl(url: string): Promise<OpenFile> {
  const { Servers } = await import('./servers.ts');
  return new Servers().open(url);
}

function sentence(path: string, failure: unknown): string {
  if (isUrl(path)) return (failure as Error).message;
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EISDIR: 'it is a directory',
    EACCES: 'this user may not read it',
    EIO: 'the disk reports an error',
  };
  const { code = '' } = failure as NodeJS.ErrnoException;
  return `${path} could not be read: ${reasons[code] ?? String(failure)}.`;
}
