/** A system of a catalogue: where its installer lies, with variables in braces. */
export interface System {
  readonly name: string;
  readonly title: string;
  readonly mirror: string;
  /** Where it lies below a mirror of many systems. */
  readonly directory: string;
  readonly release: string;
  /** What its processors are called there, by what Linux calls them: `x86_64`, `arm64`. */
  readonly architectures: Readonly<Record<string, string>>;
  readonly kernel: string;
  readonly initrds: readonly string[];
  /** The file with the checksums of these. */
  readonly checksums?: string;
  /** A file that has the names of disc images, and the one that is meant, with `*` for what changes. */
  readonly images?: string;
  readonly image?: string;
  readonly cmdline: string;
}

/** What is offered to a machine: a system with its variables filled in. */
export interface Offer {
  readonly name: string;
  readonly title: string;
  readonly kernel: string;
  readonly initrds: readonly string[];
  readonly checksums?: string;
  readonly images?: string;
  readonly image?: string;
  /** `{image}` stands in it until that image's name is known. */
  readonly cmdline: string;
}

export interface Wish {
  /** The processor, as Linux calls it. */
  readonly cpu: string;
  /** A mirror of many systems. */
  readonly mirror?: string | undefined;
  /** The `console=…` parameters of the running kernel. */
  readonly consoles?: readonly string[] | undefined;
}

/** @returns undefined where there is no installer for this processor */
export function offerOf(system: System, { cpu, mirror, consoles = [] }: Wish): Offer | undefined {
  const arch = Object.hasOwn(system.architectures, cpu) ? system.architectures[cpu] : undefined;
  if (arch === undefined) return undefined;
  const base = mirror === undefined ? system.mirror : `${mirror.replace(/\/+$/, '')}/${system.directory}`;
  const values: Readonly<Record<string, string>> = { mirror: base, arch, release: system.release };
  const fill = (text: string): string => text.replace(/\{(mirror|arch|release)\}/g, (_, name) => values[name] ?? '');
  const { name, title, checksums, images, image } = system;
  return {
    name,
    title,
    kernel: fill(system.kernel),
    initrds: system.initrds.map(fill),
    ...(checksums === undefined ? {} : { checksums: fill(checksums) }),
    ...(images === undefined ? {} : { images: fill(images) }),
    ...(image === undefined ? {} : { image: fill(image) }),
    cmdline: [fill(system.cmdline), ...consoles].filter((part) => part !== '').join(' '),
  };
}
