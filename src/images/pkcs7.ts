// Who signed: of a PKCS #7 SignedData the signers and the certificates. https://www.rfc-editor.org/rfc/rfc2315#section-9
// Whether the signature is right is not looked at: the kernel that loads an image does that.

import { context, type Der, derInside, derOid, derValues, INTEGER, SEQUENCE, SET } from './der.ts';
import { nameText } from './distinguished-name.ts';

export interface Certificate {
  readonly subject: string;
  readonly issuer: string;
}

export interface Signature {
  /** Of each signer, whose certificate may be missing: then there is only who issued it. */
  readonly signers: readonly { readonly subject?: string; readonly issuer: string }[];
  /** All that were put in, in order. */
  readonly certificates: readonly Certificate[];
}

const SIGNED_DATA = '1.2.840.113549.1.7.2';

/** @returns undefined where it is no SignedData */
export function readPkcs7(bytes: Uint8Array): Signature | undefined {
  const [type, wrapper] = derInside(bytes, SEQUENCE);
  if (!type || derOid(type) !== SIGNED_DATA || wrapper?.tag !== context(0)) return undefined;
  const parts = derInside(wrapper.content, SEQUENCE);
  const known = parts.find(({ tag }) => tag === context(0));
  const certificates = known ? derValues(known.content).flatMap(readCertificate) : [];
  const signers = parts.findLast(({ tag }) => tag === SET);
  return {
    signers: signers ? derValues(signers.content).flatMap((signer) => readSigner(signer, certificates)) : [],
    certificates: certificates.map(({ subject, issuer }) => ({ subject, issuer })),
  };
}

interface Numbered extends Certificate {
  readonly serial: Uint8Array;
}

/** https://www.rfc-editor.org/rfc/rfc5280#section-4.1 */
function readCertificate({ whole }: Der): Numbered[] {
  const [body] = derInside(whole, SEQUENCE);
  const fields = derInside(body?.whole, SEQUENCE);
  // The version, in a context of its own, may be missing.
  if (fields[0]?.tag === context(0)) fields.shift();
  const [serial, , issuer, , subject] = fields;
  if (serial?.tag !== INTEGER || !issuer || !subject) return [];
  return [{ subject: nameText(subject), issuer: nameText(issuer), serial: serial.content }];
}

/** By the issuer and the number of the certificate, or else only by a key that no certificate here tells of. */
function readSigner({ whole }: Der, certificates: readonly Numbered[]): Signature['signers'][number][] {
  const [, id] = derInside(whole, SEQUENCE);
  const [name, serial] = derInside(id?.whole, SEQUENCE);
  if (!name || serial?.tag !== INTEGER) return [];
  const issuer = nameText(name);
  const own = certificates.find((one) => one.issuer === issuer && Buffer.compare(one.serial, serial.content) === 0);
  return [own ? { subject: own.subject, issuer } : { issuer }];
}
