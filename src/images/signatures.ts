// The signatures of an image: those of EFI programs, in a table of their own, and those that Linux's build appends.

import { Bytes } from './bytes.ts';
import { readPe } from './pe.ts';
import { readPkcs7, type Signature } from './pkcs7.ts';
import type { Source } from './source.ts';

/** Bytes that are looked at; with several signatures a real table has some ten thousand. */
const MAX_TABLE = 2 ** 20;
const MAX_SIGNATURES = 64;
/** WIN_CERT_TYPE_PKCS_SIGNED_DATA. https://learn.microsoft.com/windows/win32/debug/pe-format#the-attribute-certificate-table-image-only */
const PKCS7 = 2;

/** In order. Throws what the source throws, and nothing for any bytes. */
export async function readSignatures(source: Source): Promise<Signature[]> {
  const pe = await readPe((offset, length) => source.read(offset, length));
  const found = pe?.certificates ? await tableOf(source, pe.certificates) : [];
  const appended = await appendedTo(source);
  return appended ? [...found, appended] : found;
}

async function tableOf(source: Source, { offset, size }: { offset: number; size: number }): Promise<Signature[]> {
  const table = new Bytes(await source.read(offset, Math.min(size, MAX_TABLE)));
  const signatures: Signature[] = [];
  for (let at = 0; at + 8 <= table.length && signatures.length < MAX_SIGNATURES; ) {
    const length = table.u32(at);
    if (length < 8) break;
    const signature = table.u16(at + 6) === PKCS7 ? readPkcs7(table.slice(at + 8, length - 8)) : undefined;
    if (signature) signatures.push(signature);
    at += Math.ceil(length / 8) * 8;
  }
  return signatures;
}

const MARK = '~Module signature appended~\n';
/** struct module_signature in front of the mark: https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git/tree/include/linux/module_signature.h */
const TRAILER = 12;
const PKEY_ID_PKCS7 = 2;

async function appendedTo(source: Source): Promise<Signature | undefined> {
  const at = source.size - MARK.length - TRAILER;
  const end = new Bytes(at < 0 ? new Uint8Array() : await source.read(at, MARK.length + TRAILER), 'big');
  if (!end.has(MARK, TRAILER) || end.u8(2) !== PKEY_ID_PKCS7) return undefined;
  const size = Math.min(end.u32(8), at, MAX_TABLE);
  return readPkcs7(await source.read(at - size, size));
}
