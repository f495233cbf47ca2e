/** Files of one volume, by their paths; text is UTF-8. */
export type FileSet = Readonly<Record<string, string | Uint8Array>>;

/** What test/fuzz/seeds/LANGUAGE.ts exports: what the mutations of a language begin with. */
export interface Seeds {
  /** Volumes that the language finds configurations on. */
  readonly volumes: () => Promise<readonly FileSet[]>;
  /** Words of the language, to be put in. */
  readonly pieces: readonly string[];
}

/** The seeds of the language `name`. Throws where there are none. */
export async function seedsOf(name: string): Promise<Seeds> {
  const { seeds } = (await import(`./seeds/${name}.ts`)) as { readonly seeds: Seeds };
  return seeds;
}
