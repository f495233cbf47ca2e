import type { Field } from './schema.ts';

/** A value, and where it comes from: `kernel parameter baton.timeout=9`, `/etc/baton.toml, line 3`. */
export interface Given {
  readonly value: unknown;
  readonly from: string;
}

/** What one place says: the kernel's parameters, or a file. Values are of the types that the schema has. */
export interface Layer {
  readonly values: ReadonlyMap<Field, Given>;
  /** Sentences about what could not be used. */
  readonly problems: readonly string[];
}
