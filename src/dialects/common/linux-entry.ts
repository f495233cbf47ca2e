import type { Entry, Source } from '../../entry/entry.ts';
import type { FoundFile } from './found-file.ts';

/** Where entries come from. */
export interface Origin {
  readonly source: Source;
  /** `Identity.id` of the volume. */
  readonly volume: string;
  /** Path of the configuration there. */
  readonly config: string;
}

export interface LinuxParts {
  /** Where the configuration has none of its own, the title. */
  readonly id?: string;
  readonly title: string;
  readonly line: number;
  readonly kernel: FoundFile;
  readonly initrds?: readonly FoundFile[];
  readonly devicetree?: FoundFile | undefined;
  readonly cmdline: string;
  readonly default?: boolean;
  readonly diagnostics?: readonly string[];
}

/** An Entry that boots a Linux kernel; what is the matter with its files is said in its diagnostics. */
export function linuxEntry(origin: Origin, parts: LinuxParts): Entry {
  const { kernel, initrds = [], devicetree } = parts;
  const files = [kernel, ...initrds, ...(devicetree ? [devicetree] : [])];
  return {
    id: parts.id ?? parts.title,
    title: parts.title,
    submenu: [],
    ...origin,
    line: parts.line,
    kind: 'linux',
    kernel: kernel.resource,
    initrds: initrds.map(({ resource }) => resource),
    ...(devicetree ? { devicetree: devicetree.resource } : {}),
    cmdline: parts.cmdline,
    default: parts.default ?? false,
    diagnostics: [...(parts.diagnostics ?? []), ...files.flatMap(({ problem }) => problem ?? [])],
  };
}

/** The same entries, with a number behind each id that another one has already. */
export function uniqueIds(entries: readonly Entry[]): Entry[] {
  const used = new Set<string>();
  const counts = new Map<string, number>();
  return entries.map((entry) => {
    let { id } = entry;
    while (used.has(id)) {
      const count = (counts.get(entry.id) ?? 1) + 1;
      counts.set(entry.id, count);
      id = `${entry.id}#${count}`;
    }
    used.add(id);
    return id === entry.id ? entry : { ...entry, id };
  });
}
