import type { Entry, Kind, Resource } from '../../entry/entry.ts';
import type { Volume } from '../../entry/volume.ts';
import type { NetworkBoot } from '../network-boot.ts';
import { onServer } from '../server-place.ts';
import type { ItemNode, MenuNode } from './explore.ts';
import type { Image, Outcome } from './state.ts';
import { resolveUri } from './uri.ts';

/** The entries of a menu and of those below it, in their order. */
export async function menuEntries(menu: MenuNode, volume: Volume, network?: NetworkBoot): Promise<Entry[]> {
  const chosen = defaultOf(menu);
  const entries: Entry[] = [];
  const used = new Map<string, number>();
  await list(menu, []);
  return entries;

  async function list({ items }: MenuNode, submenu: readonly string[]): Promise<void> {
    for (const node of items) {
      const { item, outcome, menu: below } = node;
      const title = item.text.trim() || item.name!;
      if (below) await list(below, [...submenu, title]);
      else if (outcome) {
        const facts = { title, submenu, config: item.config, line: item.line, default: node === chosen };
        const hotkey = hotkeyOf(item.key);
        entries.push({
          id: unused([...submenu, item.name!].join('>')),
          ...facts,
          ...(hotkey === undefined ? {} : { hotkey }),
          ...(await loaded(outcome, volume, network)),
        });
      }
    }
  }

  /** The id, with a number behind it where another entry has it already. */
  function unused(id: string): string {
    const count = (used.get(id) ?? 0) + 1;
    used.set(id, count);
    return count === 1 ? id : unused(`${id}#${count}`);
  }
}

/** The entry for what a script boots without asking. */
export async function onlyEntry(
  outcome: Outcome,
  path: string,
  line: number,
  volume: Volume,
  network?: NetworkBoot,
): Promise<Entry> {
  const facts = { id: path, title: path, submenu: [], config: path, line, default: true };
  return { ...facts, ...(await loaded(outcome, volume, network)) };
}

/** What is booted when each menu's time is over. */
function defaultOf({ choice, items }: MenuNode): ItemNode | undefined {
  const node = items[choice.default];
  return node?.menu ? defaultOf(node.menu) : node;
}

/** `--key` takes a character, or its number. */
function hotkeyOf(key: string | undefined): string | undefined {
  if (key === undefined || key.length === 1) return key;
  const code = Number(key);
  return code > 0x20 && code < 0x7f ? String.fromCharCode(code) : undefined;
}

type Loaded = Pick<Entry, 'source' | 'volume' | 'kind' | 'kernel' | 'initrds' | 'cmdline' | 'diagnostics'>;

async function loaded(outcome: Outcome, volume: Volume, network: NetworkBoot | undefined): Promise<Loaded> {
  const { id } = volume.identity;
  const diagnostics: string[] = [];
  const own = { source: 'ipxe', volume: id, diagnostics } as const;
  if (outcome.what !== 'boot') {
    if (outcome.what === 'end') diagnostics.push(outcome.why, ...outcome.remarks);
    const url = outcome.what === 'end' ? outcome.url : undefined;
    const next = url === undefined ? {} : { kernel: { path: url, url, wants: url } };
    return { ...own, kind: outcome.what === 'end' ? outcome.kind : 'none', ...next, initrds: [], cmdline: '' };
  }
  const { image, initrds, remarks } = outcome;
  const kernel = await resource(image);
  const modules: Resource[] = [];
  for (const initrd of initrds) {
    modules.push(await resource(initrd));
    // iPXE puts an initrd with arguments into an archive of its own, under its name or the one that they give.
    if (initrd.cmdline !== '')
      diagnostics.push(`${initrd.uri} is to appear in the initrd as ${initrd.cmdline.split(' ')[0]}.`);
  }
  const kind = kindOf(image, initrds.length > 0);
  if (/^wimboot/.test(image.name)) diagnostics.push('wimboot starts Windows with the help of the firmware.');
  diagnostics.push(...remarks);
  return { ...own, kind, kernel, initrds: modules, cmdline: image.cmdline };

  async function resource({ uri, base }: Image): Promise<Resource> {
    const { path, url } = resolveUri(uri, base);
    const remote = url === undefined ? undefined : onServer(url, network);
    if (remote) return { volume: remote.volume.identity.id, path: remote.path };
    if (url !== undefined) return { path, url, wants: /^[^/]*(?:\/\/[^/]*)?/.exec(url)![0] };
    if ((await volume.stat(path))?.kind !== 'file') diagnostics.push(`${path} does not exist on ${id}.`);
    return { volume: id, path };
  }
}

/** What an image is, as far as its name tells: iPXE looks into the file. */
function kindOf({ uri, cmdline }: Image, hasInitrds: boolean): Kind {
  const name = uri.replace(/[?#].*$/s, '').replace(/^.*\//s, '');
  if (/^wimboot/i.test(name)) return 'chainload';
  if (/^(?:xen|tboot|mboot)(?:[-.\d].*)?$/i.test(name)) return 'multiboot';
  if (/\.(?:k?pxe|k?kpxe|0|c32|com|sys)$/i.test(name)) return 'chainload';
  return /\.efi$/i.test(name) && !hasInitrds && cmdline === '' ? 'efi' : 'linux';
}
