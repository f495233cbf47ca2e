// SHA256SUMS of a directory, and a signature of it that openssl verifies.

import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** The kinds of keys with which `openssl dgst -sha256 -verify` works. */
const kinds = ['rsa', 'ec'];

/** The private key in the PEM file. Throws a sentence where it is none of which `openssl dgst` verifies signatures. */
export async function readSigningKey(path: string): Promise<KeyObject> {
  const how = '`openssl ecparam -name prime256v1 -genkey -noout -out release.key` makes one';
  let key: KeyObject;
  try {
    key = createPrivateKey(await readFile(path));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'ENOENT' || code === 'EACCES') throw new Error(`the key ${path} cannot be read (${code}). ${how}`);
    throw new Error(`${path} is no private key in PEM without a passphrase. ${how}`);
  }
  if (!kinds.includes(key.asymmetricKeyType ?? ''))
    throw new Error(`${path} is a key of ${key.asymmetricKeyType}, and one of RSA or EC is needed. ${how}`);
  return key;
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/**
 * Writes SHA256SUMS of all files of the directory, SHA256SUMS.sig (ECDSA or RSA over SHA-256), and the key's public
 * half as SHA256SUMS.pem. Verified with `sha256sum -c SHA256SUMS` and `openssl dgst -sha256 -verify SHA256SUMS.pem
 * -signature SHA256SUMS.sig SHA256SUMS`.
 */
export async function writeSignedSums(directory: string, key: KeyObject): Promise<void> {
  const names = (await readdir(directory)).sort();
  const lines = await Promise.all(names.map(async (name) => `${await sha256Of(join(directory, name))}  ${name}\n`));
  const sums = Buffer.from(lines.join(''));
  await writeFile(join(directory, 'SHA256SUMS'), sums);
  await writeFile(join(directory, 'SHA256SUMS.sig'), sign('sha256', sums, key));
  await writeFile(
    join(directory, 'SHA256SUMS.pem'),
    createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString(),
  );
}
