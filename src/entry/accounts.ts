/** A password as a configuration has it. */
export type Password =
  | { readonly kind: 'clear'; readonly bytes: Uint8Array }
  /** PBKDF2 with HMAC-SHA-512 (RFC 8018, 5.2). */
  | { readonly kind: 'pbkdf2'; readonly iterations: number; readonly salt: Uint8Array; readonly hash: Uint8Array };

/** Whom a boot loader's configuration asks for passwords. */
export interface Accounts {
  /** Those who may do everything: boot any entry, edit, use a shell. */
  readonly superusers: readonly string[];
  /** Those who have a password; whoever has none cannot log in. */
  readonly users: readonly { readonly name: string; readonly password: Password }[];
}
