import type { Diagnostic } from '../../entry/entry.ts';

export interface Setting {
  readonly value: string;
  readonly config: string;
  readonly line: number;
}

/** The settings that hold on every model, by name; the last one of a name counts. */
export interface ConfigTxt {
  readonly settings: ReadonlyMap<string, Setting>;
  readonly diagnostics: readonly Diagnostic[];
}

const MAX_DEPTH = 10;
const MAX_FILES = 50;
const MAX_DIAGNOSTICS = 50;
/** What decides about the system that is booted. */
const BOOT = new Set(['kernel', 'initramfs', 'auto_initramfs', 'cmdline', 'os_prefix', 'device_tree', 'arm_64bit']);

/**
 * Reads a config.txt and what it includes. Sections such as `[pi4]` hold on some machines alone; which one this is is
 * not known, so what they say about the system that is booted is passed over with a remark.
 * @param read gives the text of a file that is included
 */
export async function readSettings(
  path: string,
  read: (path: string) => Promise<string | undefined>,
): Promise<ConfigTxt> {
  const settings = new Map<string, Setting>();
  const diagnostics: Diagnostic[] = [];
  let files = 0;
  await readFile(path, 0);
  return { settings, diagnostics };

  async function readFile(config: string, depth: number): Promise<void> {
    files += 1;
    const text = depth < MAX_DEPTH && files <= MAX_FILES ? await read(config) : undefined;
    if (text === undefined) return;
    // A file that is included begins in the section of all models.
    let section = 'all';
    for (const [index, raw] of text.split('\n').entries()) {
      const trimmed = raw.trim();
      const filter = /^\[(.*)\]/.exec(trimmed)?.[1];
      if (filter !== undefined) section = filter.trim().toLowerCase();
      if (filter !== undefined || trimmed.startsWith('#')) continue;
      const [, name = '', value = ''] = /^([A-Za-z0-9_:]+)(?:\s*=\s*|\s+|$)(.*)$/.exec(trimmed) ?? [];
      if (section === 'all' && name === 'include') await readFile(`/${value.trim().replace(/^\/+/, '')}`, depth + 1);
      else if (section === 'all') settings.set(name, { value, config, line: index + 1 });
      else if (section !== 'none' && BOOT.has(name) && diagnostics.length < MAX_DIAGNOSTICS) {
        const message = `${name} under [${section}] holds on some machines only and is passed over`;
        diagnostics.push({ config, line: index + 1, message });
      }
    }
  }
}
