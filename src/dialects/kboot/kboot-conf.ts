import type { Entry } from '../../entry/entry.ts';
import type { Reading } from '../../entry/reading.ts';
import type { Volume } from '../../entry/volume.ts';
import { devicePath } from '../common/device-path.ts';
import { linuxEntry, uniqueIds } from '../common/linux-entry.ts';
import { textFile } from '../common/text-file.ts';

const MAX_ENTRIES = 1_000;
/** Settings for the entries behind them; every other name is an entry's. */
const GLOBALS = new Set(['dtb', 'initrd', 'root', 'video', 'default']);
const IGNORED = new Set(['delay', 'message', 'timeout']);

/**
 * kboot.conf: `LABEL='/kernel initrd=/initrd root=/dev/sda1 other arguments'`, and settings such as `default=LABEL`.
 * `root=` comes first on the cmdline wherever it stands. (petitboot: discover/kboot-parser.c, discover/parser-conf.c.)
 */
export async function readKbootConf(path: string, volume: Volume, volumes: readonly Volume[]): Promise<Reading> {
  const origin = { source: 'kboot', volume: volume.identity.id, config: path } as const;
  const entries: Entry[] = [];
  const globals = new Map<string, string>();
  const lines = ((await textFile(volume, path)) ?? '').split('\n');
  for (const [index, line] of lines.entries()) {
    const [name, value] = pair(line);
    if (!name || !value || name.startsWith('#') || value.startsWith('#') || IGNORED.has(name)) continue;
    if (GLOBALS.has(name)) {
      globals.set(name, value);
      continue;
    }
    if (entries.length === MAX_ENTRIES) break;
    const { kernel, args, own } = split(value);
    const { root, initrd, dtb } = { ...Object.fromEntries(globals), ...own };
    const file = (text: string) => devicePath(text, volume, volumes);
    entries.push(
      linuxEntry(origin, {
        title: name,
        line: index + 1,
        kernel: await file(kernel),
        initrds: initrd ? [await file(initrd)] : [],
        devicetree: dtb ? await file(dtb) : undefined,
        cmdline: [...(root ? [`root=${root}`] : []), ...args].join(' '),
        default: name === globals.get('default') && !entries.some((entry) => entry.title === name),
      }),
    );
  }
  return { volume: origin.volume, config: path, entries: uniqueIds(entries), diagnostics: [] };
}

/** `name = value`, either of them without blanks and quotes around it; no name where there is no `=`. */
function pair(text: string): [name: string | undefined, value: string] {
  const line = strip(text.replaceAll('\t', ' '));
  const at = line.indexOf('=');
  return at < 0 ? [undefined, line] : [strip(line.slice(0, at)), strip(line.slice(at + 1))];
}

function split(value: string) {
  const [kernel = '', ...words] = value.split(' ').filter(Boolean);
  const args: string[] = [];
  const own: { root?: string; initrd?: string; dtb?: string } = {};
  for (const word of words) {
    const [name, text] = pair(word);
    if (name === 'root' || name === 'initrd' || name === 'dtb') own[name] = text;
    else args.push(name === undefined ? text : `${name}=${text}`);
  }
  return { kernel, args, own };
}

function strip(text: string): string {
  let [from, to] = [0, text.length];
  while (from < to && /["'\s]/.test(text[from]!)) from += 1;
  while (to > from && /["'\s]/.test(text[to - 1]!)) to -= 1;
  return text.slice(from, to);
}
