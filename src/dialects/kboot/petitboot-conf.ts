import type { Diagnostic, Entry } from '../../entry/entry.ts';
import type { Reading } from '../../entry/reading.ts';
import type { Volume } from '../../entry/volume.ts';
import { devicePath } from '../common/device-path.ts';
import { linuxEntry, uniqueIds } from '../common/linux-entry.ts';
import { textFile } from '../common/text-file.ts';

const MAX_ENTRIES = 1_000;
const MAX_DIAGNOSTICS = 50;

interface Option {
  readonly name: string;
  readonly line: number;
  image?: string;
  initrd?: string;
  dtb?: string;
  args?: string;
  description?: string;
}

/**
 * petitboot.conf: lines of a keyword, blanks, and the rest of the line. `name` begins an entry, `default` names one and
 * stands before them. What is no such line costs that line alone. (petitboot: discover/native/.)
 */
export async function readPetitbootConf(path: string, volume: Volume, volumes: readonly Volume[]): Promise<Reading> {
  const origin = { source: 'kboot', volume: volume.identity.id, config: path } as const;
  const { options, chosen, diagnostics } = parse((await textFile(volume, path)) ?? '', path);
  const file = (text: string) => devicePath(text, volume, volumes);
  const entries: Entry[] = [];
  for (const [index, option] of options.entries()) {
    const { name: title, line, image, initrd, dtb, args: cmdline = '' } = option;
    if (image === undefined) {
      diagnostics.push({ config: path, line, message: `"${title}" names no image, so it cannot be booted` });
      continue;
    }
    entries.push(
      linuxEntry(origin, {
        title,
        line,
        kernel: await file(image),
        initrds: initrd === undefined ? [] : [await file(initrd)],
        devicetree: dtb === undefined ? undefined : await file(dtb),
        cmdline,
        default: index === options.findIndex(({ name }) => name === chosen),
      }),
    );
  }
  return { volume: origin.volume, config: path, entries: uniqueIds(entries), diagnostics };
}

function parse(text: string, config: string) {
  const options: Option[] = [];
  const diagnostics: Diagnostic[] = [];
  let chosen: string | undefined;
  for (const [index, raw] of text.split('\n').entries()) {
    const [, key, value] = /^[ \t]*([a-z_]+)[ \t]+([^ \t].*)$/.exec(raw) ?? [];
    const option = options.at(-1);
    const complain = (message: string) => {
      if (diagnostics.length < MAX_DIAGNOSTICS) diagnostics.push({ config, line: index + 1, message });
    };
    if (raw.trim() === '') continue;
    if (key === 'name' && options.length < MAX_ENTRIES) options.push({ name: value!, line: index + 1 });
    else if (key === 'default' && !option) chosen ??= value!;
    else if (key === 'dev_description' && !option) continue;
    else if (option && (key === 'image' || key === 'initrd' || key === 'dtb')) {
      if (option[key] === undefined) option[key] = value!;
      else complain(`a second ${key} for "${option.name}" is passed over`);
    } else if (option && (key === 'args' || key === 'description')) option[key] = (option[key] ?? '') + value;
    else complain(`this is no line of petitboot.conf: ${raw.trim().slice(0, 100)}`);
  }
  return { options, chosen, diagnostics };
}
