// npm run release: all forms for all processors, with checksums and a signature.

import type { KeyObject } from 'node:crypto';
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ownOrigin } from './bundle.ts';
import { checkout } from './cache.ts';
import { run } from './command.ts';
import type { FormOptions } from './forms/form.ts';
import { type FormName, formNamed, usualCmdline } from './forms/forms.ts';
import { readSigner, type Signer } from './forms/signer.ts';
import type { KernelKind } from './kernel.ts';
import { makeImage } from './make.ts';
import { script } from './script.ts';
import { readSigningKey, writeSignedSums } from './signed-sums.ts';
import { targetNamed } from './target.ts';
import { ensureTools } from './tools.ts';
import { unfinished } from './unfinished.ts';
import { wholeFile } from './whole-file.ts';

/** A kernel with a profile, and the forms that are made of the two. */
export interface Edition {
  readonly processor: string;
  readonly kernel: KernelKind;
  readonly profile: string;
  readonly forms: readonly FormName[];
}

/** What a release has. */
const editions: readonly Edition[] = [
  { processor: 'x86_64', kernel: 'generic', profile: 'full', forms: ['efi', 'iso', 'stick', 'wire', 'sbom'] },
  { processor: 'x86_64', kernel: 'cloud', profile: 'standard', forms: ['efi', 'sbom'] },
  { processor: 'x86_64', kernel: 'firmware', profile: 'minimal', forms: ['payload', 'sbom'] },
  { processor: 'arm64', kernel: 'generic', profile: 'full', forms: ['efi', 'wire', 'sbom'] },
];

/** Bytes for a payload of a release. */
const budget = 32 * 2 ** 20;

const help = `Usage: npm run release -- --key FILE [OPTIONS]

Builds every form of baton for every processor into out/release, with the list of
their SHA-256 and a signature of it.

  --key FILE     a private key in PEM, of RSA or EC
  --sign-key FILE, --sign-cert FILE
                 a private key and its certificate in PEM, for Secure Boot
  --output DIR   in place of out/release, of which nothing stays that was there
  --help         this text
`;

/** Puts what was made at `path` into `directory`, under a name that tells it from that of other editions. */
async function lay(path: string, edition: string, directory: string): Promise<void> {
  const name = basename(path);
  const plain = name === 'vmlinuz' || name === 'payload' ? `.${name}` : name.replace(/^baton(?=\.)/, '');
  const place = join(directory, `${edition}${plain.startsWith('.') ? '' : '-'}${plain}`);
  if (!(await stat(path)).isDirectory()) return rename(path, place);
  await ensureTools(['tar']);
  const same = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner'];
  await run('tar', [...same, '-C', dirname(path), '-cf', `${place}.tar`, name], { timeout: 300_000 });
}

async function makeEdition(edition: Edition, directory: string, scratch: string, signer?: Signer): Promise<void> {
  const { processor, kernel, profile, forms } = edition;
  const target = targetNamed(processor);
  const { version } = await ownOrigin();
  const image = await makeImage({ target, kernel, profile, output: scratch });
  const options: FormOptions = {
    ...{ target, kernel, profile, image, output: scratch, budget },
    cmdline: usualCmdline[processor]!,
    ...(signer && { signer }),
  };
  const made: string[] = [];
  for (const name of forms) made.push(...(await (await formNamed(name))(options)));
  for (const path of [...made, image.vmlinuz, image.initramfs, image.manifest])
    await lay(path, `baton-${version}-${processor}-${kernel}`, directory);
}

/**
 * Makes the editions into the directory `output`, signed. Returns its path. Throws sentences, and then leaves what was
 * there.
 */
export async function makeRelease(
  wanted: readonly Edition[],
  output: string,
  key: KeyObject,
  signer?: Signer,
): Promise<string> {
  return wholeFile(output, async (directory) => {
    await mkdir(directory);
    for (const edition of wanted) {
      const scratch = await mkdtemp(`${output}-scratch-`);
      using _ = unfinished(scratch);
      try {
        await makeEdition(edition, directory, scratch, signer);
      } finally {
        await rm(scratch, { recursive: true, force: true });
      }
    }
    await writeSignedSums(directory, key);
  });
}

if (import.meta.main) {
  await script(async () => {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({
      options: { key: text, 'sign-key': text, 'sign-cert': text, output: text, help: { type: 'boolean' } },
    });
    if (values.help) {
      process.stdout.write(help);
      return 0;
    }
    if (values.key === undefined) throw new Error('--key names the key that signs the release; see --help');
    const key = await readSigningKey(values.key);
    const { 'sign-key': secret, 'sign-cert': certificate } = values;
    if ((secret === undefined) !== (certificate === undefined))
      throw new Error('--sign-key and --sign-cert belong together: give both');
    const signer =
      secret === undefined || certificate === undefined ? undefined : await readSigner(secret, certificate);
    const output = resolve(values.output ?? join(checkout, 'out', 'release'));
    console.log(await makeRelease(editions, output, key, signer));
    return 0;
  });
}
