import type { Entry } from '../../entry/entry.ts';
import { withFile } from '../../entry/read-at.ts';
import type { Volume } from '../../entry/volume.ts';
import { readPe } from '../../images/pe.ts';
import { BootRoot } from '../bls/boot-root.ts';
import type { Scan } from '../bls/scan.ts';
import type { LoaderConf } from './loader-conf.ts';
import { orFalse } from './partitions.ts';

const MACOS = '/System/Library/CoreServices/boot.efi';
const WINDOWS = '/EFI/Microsoft/Boot/bootmgfw.efi';

/**
 * The entries that systemd-boot adds by itself behind those that are configured: other systems and tools that it finds
 * on the ESP, and the firmware's setup. (systemd: `config_load_all_entries`, src/boot/boot.c.)
 * @param config the file that the entries are said to come from
 */
export async function automaticEntries(
  { root, machine, processor }: Scan,
  { autoEntries, autoFirmware }: LoaderConf,
  config: string,
  volumes: readonly Volume[],
): Promise<Entry[]> {
  const entries: Entry[] = [];
  if (autoEntries) {
    for (const volume of volumes) {
      const other = new BootRoot(volume, '');
      if (await orFalse(other.exists(MACOS))) {
        add(other, 'auto-osx', 'macOS', MACOS, 'a');
        break;
      }
    }
    await addFile('auto-windows', 'Windows Boot Manager', WINDOWS, 'w');
    await addFile('auto-efi-shell', 'EFI Shell', `/shell${processor.name}.efi`, 's');
    const fallback = `/EFI/BOOT/BOOT${processor.name.toUpperCase()}.EFI`;
    if (await isOtherLoader(root, fallback)) await addFile('auto-efi-default', 'EFI Default Loader', fallback);
  }
  if (autoFirmware && machine.firmware === 'efi')
    entries.push(entry('auto-reboot-to-firmware-setup', 'Reboot Into Firmware Interface', { kind: 'firmware-setup' }));
  return entries;

  async function addFile(id: string, title: string, path: string, hotkey?: string): Promise<void> {
    const full = `${root.directory}${path}`;
    if (await root.exists(full)) add(root, id, title, full, hotkey);
  }

  function add(on: BootRoot, id: string, title: string, path: string, hotkey?: string): void {
    const kernel = { volume: on.id, path };
    entries.push(entry(id, title, { kind: 'efi', kernel, ...(hotkey === undefined ? {} : { hotkey }) }));
  }

  function entry(id: string, title: string, what: Pick<Entry, 'kind'> & Partial<Entry>): Entry {
    return {
      id,
      title,
      submenu: [],
      source: 'systemd-boot',
      volume: root.id,
      config,
      line: 1,
      initrds: [],
      cmdline: '',
      default: false,
      diagnostics: [],
      ...what,
    };
  }
}

/** Whether the file is an EFI program, and not systemd-boot itself under another name, which a section of it tells. */
async function isOtherLoader({ volume, directory }: BootRoot, path: string): Promise<boolean> {
  const other = await withFile(volume, `${directory}${path}`, async (readAt) => {
    const pe = await readPe(readAt);
    const magic = pe?.sections.find(({ name }) => name === '.sdmagic');
    const text = magic ? await readAt(magic.offset, Math.min(magic.size, 256)) : new Uint8Array();
    return pe !== undefined && !Buffer.from(text).toString('latin1').includes('LoaderInfo: systemd-boot');
  });
  return other ?? false;
}
