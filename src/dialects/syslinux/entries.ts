import type { Entry, Kind, Resource, Source } from '../../entry/entry.ts';
import type { Command } from './command.ts';
import type { Files } from './files.ts';
import type { Choice } from './screen.ts';
import { words } from './words.ts';

/** More than any board is given. */
const MAX_OVERLAYS = 50;

/**
 * The entries of a screen and of the submenus below it, in their order.
 * @param chosen the one that boots by itself
 */
export async function listEntries(
  choices: readonly Choice[],
  chosen: Choice | undefined,
  files: Files,
  source: Source,
): Promise<Entry[]> {
  const entries: Entry[] = [];
  const used = new Map<string, number>();
  await list(choices, []);
  return entries;

  async function list(some: readonly Choice[], submenu: readonly string[]): Promise<void> {
    for (const choice of some) {
      const { item, below, command } = choice;
      const title = shown(choice.title ?? item.text);
      if (below) await list(below, [...submenu, title]);
      if (!command) continue;
      const loaded = await load(command, choice.directory, files);
      const hotkey = /\^(.)/su.exec(item.text)?.[1]?.toLowerCase();
      entries.push({
        id: unused(choice.title ?? item.label ?? title),
        title,
        submenu,
        source,
        volume: files.volume.identity.id,
        config: item.config,
        line: item.line,
        ...loaded,
        ...(await devicetree(choice, loaded.diagnostics)),
        default: choice === chosen,
        ...(hotkey === undefined ? {} : { hotkey }),
        diagnostics: [...loaded.diagnostics, ...item.remarks],
      });
    }
  }

  /** What U-Boot hands over beside the kernel. */
  async function devicetree(
    { item, directory }: Choice,
    diagnostics: string[],
  ): Promise<{ devicetree?: Resource; overlays?: readonly Resource[] }> {
    const [tree] = item.devicetree ? await locateAll([item.devicetree], directory, files, diagnostics) : [];
    const names = words(item.overlays ?? '').slice(0, MAX_OVERLAYS);
    const overlays = await locateAll(names, directory, files, diagnostics);
    return { ...(tree ? { devicetree: tree } : {}), ...(overlays.length > 0 ? { overlays } : {}) };
  }

  /** The id, with a number behind it where another entry has it already. */
  function unused(id: string): string {
    const count = (used.get(id) ?? 0) + 1;
    used.set(id, count);
    return count === 1 ? id : unused(`${id}#${count}`);
  }
}

/** A title without the marks of its hotkey and the space around it. */
function shown(text: string): string {
  return text.replaceAll('^', '').trim();
}

interface Loaded {
  readonly kind: Kind;
  readonly kernel?: Resource;
  readonly initrds: readonly Resource[];
  readonly moduleArguments?: readonly string[];
  readonly cmdline: string;
  readonly bootImage?: string;
  readonly diagnostics: string[];
}

async function load(command: Command, directory: string, files: Files): Promise<Loaded> {
  const diagnostics: string[] = [];
  if (command.what === 'chainload') return { kind: 'chainload', initrds: [], cmdline: '', diagnostics: [command.why] };
  if (command.what !== 'linux' && command.what !== 'multiboot')
    return { kind: 'none', initrds: [], cmdline: '', diagnostics: command.what === 'none' ? [command.why] : [] };
  const names = [command.kernel, ...(command.what === 'linux' ? command.initrds : command.modules)];
  const [kernel, ...initrds] = await locateAll(names, directory, files, diagnostics);
  if (/(?:^|\/)memdisk$/i.test(command.kernel))
    diagnostics.push('memdisk starts the image of a disk with the help of the BIOS, which kexec has not.');
  return {
    kind: command.what,
    kernel: kernel!,
    initrds,
    cmdline: command.args,
    ...(command.what === 'linux' ? { bootImage: command.kernel } : { moduleArguments: command.moduleArguments }),
    diagnostics,
  };
}

/** Where the files of these names lie. @param diagnostics takes a sentence for each that is not there */
async function locateAll(
  names: readonly string[],
  directory: string,
  files: Files,
  diagnostics: string[],
): Promise<Resource[]> {
  const resources: Resource[] = [];
  for (const name of names) {
    const located = files.resource(name, directory);
    // Not awaited where it is known, which for thousands of entries with the same initrds is most of the time.
    const { resource, missing } = located instanceof Promise ? await located : located;
    if (missing !== undefined && !diagnostics.includes(missing)) diagnostics.push(missing);
    resources.push(resource);
  }
  return resources;
}
