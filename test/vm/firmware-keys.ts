// Keys that a machine's UEFI trusts, and with it the kernels that are started there.

import { X509Certificate } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../build/command.ts';
import { ensureTools } from '../../build/tools.ts';
import type { Shell } from '../../qemu/shell.ts';
import type { Temporary } from '../../qemu/temporary.ts';

/** EFI_IMAGE_SECURITY_DATABASE_GUID, https://uefi.org/specs/UEFI/2.10/32_Secure_Boot_and_Driver_Signing.html */
const vendor = 'd719b2cb-3d3a-4596-a3bc-dad00e67656f';
/** NON_VOLATILE, BOOTSERVICE_ACCESS, RUNTIME_ACCESS, TIME_BASED_AUTHENTICATED_WRITE_ACCESS */
const attributes = 0x27;

/** A GUID as it lies in memory. */
function guid(text: string): Buffer {
  const [one, two, three, four, five] = text.split('-').map((part) => Buffer.from(part, 'hex'));
  return Buffer.concat([one!.reverse(), two!.reverse(), three!.reverse(), four!, five!]);
}

const words = (...values: number[]): Buffer => Buffer.from(Uint32Array.from(values).buffer);

/** Where the PE header of a 64-bit image tells of its signatures: offset and size, of four bytes each. */
export function signatureEntry(image: Buffer): number {
  return image.readUInt32LE(0x3c) + 24 + 112 + 4 * 8;
}

/** The certificate of who signed a PE image, as DER. @param directory for what lies about meanwhile */
async function signerOf(image: Buffer, directory: Temporary): Promise<Buffer> {
  await ensureTools(['openssl']);
  const entry = signatureEntry(image);
  const [offset, size] = [image.readUInt32LE(entry), image.readUInt32LE(entry + 4)];
  const signature = join(directory.path, 'signature');
  // WIN_CERTIFICATE begins with its length and its type, in eight bytes.
  await writeFile(signature, image.subarray(offset + 8, offset + size));
  const args = ['pkcs7', '-inform', 'DER', '-in', signature, '-print_certs'];
  return new X509Certificate(await run('openssl', args, { timeout: 30_000 })).raw;
}

/**
 * What the variable `db` is written with, so that it holds the certificate of who signed `image`. A firmware without a
 * platform key takes it unsigned: EFI_VARIABLE_AUTHENTICATION_2 without a signature, and one EFI_SIGNATURE_LIST.
 */
export async function keysFor(image: Buffer, directory: Temporary): Promise<Buffer> {
  const certificate = await signerOf(image, directory);
  const [pkcs7, x509] = ['4aafd29d-68df-49ee-8aa9-347d375665a7', 'a5c059a1-94e4-4aa7-87b5-ab155c2bf072'];
  const time = Buffer.from([0xea, 0x07, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  const authentication = [time, words(24, 0x0ef1_0200), guid(pkcs7)];
  const [header, owner] = [28, Buffer.alloc(16)];
  const size = owner.length + certificate.length;
  const list = [guid(x509), words(header + size, 0, size), owner, certificate];
  return Buffer.concat([words(attributes), ...authentication, ...list]);
}

/** Writes the variable with what the file `path` of the machine holds. Kernels read it when they start. */
export async function trustKeys(shell: Shell, path: string): Promise<void> {
  const directory = '/sys/firmware/efi/efivars';
  await shell.run(`grep -q efivarfs /proc/mounts || mount -t efivarfs efivarfs ${directory}`);
  // All of it in one write.
  await shell.run(`dd if=${path} of=${directory}/db-${vendor} bs=64k`);
}
