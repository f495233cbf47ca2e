import type { Entry, Kind, Resource, Source } from '../../entry/entry.ts';
import type { Command } from './command.ts';
import { type Files, resource } from './files.ts';
import type { Choice } from './screen.ts';
import { words } from './words.ts';

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
    const [tree, ...overlays] = await Promise.all(
      [item.devicetree ?? '', ...words(item.overlays ?? '')].map(async (name) => {
        const [found, missing] = name === '' ? [] : await resource(name, directory, files);
        if (missing !== undefined) diagnostics.push(missing);
        return found;
      }),
    );
    const found = overlays.filter((overlay) => overlay !== undefined);
    return { ...(tree ? { devicetree: tree } : {}), ...(found.length > 0 ? { overlays: found } : {}) };
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
  readonly cmdline: string;
  readonly bootImage?: string;
  readonly diagnostics: string[];
}

async function load(command: Command, directory: string, files: Files): Promise<Loaded> {
  const diagnostics: string[] = [];
  const locate = async (name: string) => {
    const [found, missing] = await resource(name, directory, files);
    if (missing !== undefined) diagnostics.push(missing);
    return found;
  };
  if (command.what === 'chainload') return { kind: 'chainload', initrds: [], cmdline: '', diagnostics: [command.why] };
  if (command.what !== 'linux' && command.what !== 'multiboot')
    return { kind: 'none', initrds: [], cmdline: '', diagnostics: command.what === 'none' ? [command.why] : [] };
  const kernel = await locate(command.kernel);
  const initrds: Resource[] = [];
  for (const name of command.what === 'linux' ? command.initrds : command.modules) initrds.push(await locate(name));
  if (/(?:^|\/)memdisk$/i.test(command.kernel))
    diagnostics.push('memdisk starts the image of a disk with the help of the BIOS, which kexec has not.');
  return {
    kind: command.what,
    kernel,
    initrds,
    cmdline: command.args,
    ...(command.what === 'linux' ? { bootImage: command.kernel } : {}),
    diagnostics,
  };
}
