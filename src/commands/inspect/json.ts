import type { Inspection } from '../../images/inspect.ts';

/** What was found out about one file. */
export interface FileFacts {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** Absent where it is no image of a known kind. */
  readonly inspection?: Inspection;
}

/** The object that stands for the file in the output of `baton inspect --json`, which the README describes. */
export function toJson({ path, size, inspection }: FileFacts): Readonly<Record<string, unknown>> {
  return { file: path, size, ...(inspection ? inspectionJson(inspection) : { format: null }) };
}

function inspectionJson(inspection: Inspection): Readonly<Record<string, unknown>> {
  const { image, version, signatures, initrd, profiles, kernel } = inspection;
  const { format, architecture, content, ...facts } = { architecture: null, content: null, ...image };
  return {
    format,
    architecture,
    version: version ?? null,
    ...(image.format === 'uki' ? {} : { details: facts }),
    ...(image.format === 'compressed' || image.format === 'zboot' ? { content } : {}),
    ...(profiles ? { profiles } : {}),
    ...(kernel ? { kernel: inspectionJson(kernel) } : {}),
    ...(initrd ? { initrd } : {}),
    signatures,
  };
}
