// Passwords of the settings: scrypt (RFC 7914) as a PHC string, `$scrypt$ln=15,r=8,p=1$SALT$HASH`.
// https://github.com/P-H-C/phc-string-format/blob/master/phc-sf-spec.md

import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

interface Cost {
  /** The logarithm to base 2 of scrypt's N. */
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

/** 32 MiB of memory, and a tenth of a second. */
const usual: Cost = { ln: 15, r: 8, p: 1 };
const saltSize = 16;
const hashSize = 32;

const form = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** The PHC string for a password. */
export async function hashPassword(password: Uint8Array): Promise<string> {
  const salt = randomBytes(saltSize);
  const hash = await derive(password, salt, hashSize, usual);
  const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
  return `$scrypt$ln=${usual.ln},r=${usual.r},p=${usual.p}$${base64(salt)}$${base64(hash)}`;
}

/**
 * Whether `hash` is that of the password; false for what is no PHC string of scrypt. Raises Node's error where its cost
 * is more than this machine has memory for.
 */
export async function isPassword(password: Uint8Array, hash: string): Promise<boolean> {
  const [, ln, r, p, salt = '', expected = ''] = form.exec(hash) ?? [];
  if (ln === undefined) return false;
  const bytes = Buffer.from(expected, 'base64');
  const cost = { ln: Number(ln), r: Number(r), p: Number(p) };
  const derived = await derive(password, Buffer.from(salt, 'base64'), bytes.length, cost);
  return timingSafeEqual(derived, bytes);
}

function derive(password: Uint8Array, salt: Buffer, size: number, { ln, r, p }: Cost): Promise<Buffer> {
  const N = 2 ** ln;
  const maxmem = 256 * N * r + 2 ** 20 * p;
  return new Promise((resolve, reject) => {
    scrypt(password, salt, size, { N, r, p, maxmem }, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
