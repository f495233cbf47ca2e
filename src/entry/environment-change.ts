/** What GRUB writes into an environment block (grubenv): a file of 1,024 bytes that is changed in place. */
export interface EnvironmentChange extends BlockPlace {
  /** New values by name; null for a variable that is taken out. */
  readonly variables: Readonly<Record<string, string | null>>;
}

/** Where an environment block lies. */
export interface BlockPlace {
  /** `Identity.id` of the volume. */
  readonly volume: string;
  readonly path: string;
}
