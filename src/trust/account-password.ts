// Passwords of boot loaders' configurations.

import { createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Password } from '../entry/accounts.ts';

/** Whether `given` is that password; it takes as long whether it is or not. */
export async function isAccountPassword(given: Uint8Array, password: Password): Promise<boolean> {
  if (password.kind === 'pbkdf2') {
    return timingSafeEqual(await derive(given, password), password.hash);
  }
  // Of the same length, whatever that of the passwords is.
  const key = randomBytes(32);
  const digest = (bytes: Uint8Array) => createHmac('sha256', key).update(bytes).digest();
  return timingSafeEqual(digest(given), digest(password.bytes));
}

function derive(given: Uint8Array, { salt, iterations, hash }: Extract<Password, { kind: 'pbkdf2' }>): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    pbkdf2(given, salt, iterations, hash.length, 'sha512', (error, key) => (error ? reject(error) : resolve(key)));
  });
}
