import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Machine } from '../dialects/dialect.ts';
import { places as lookedAt } from '../dialects/index.ts';
import { readAll } from '../dialects/read-all.ts';
import type { Reading } from '../entry/reading.ts';
import type { Volume } from '../entry/volume.ts';
import type { Command, Output } from './command.ts';
import { installedMachine } from './installed-machine.ts';
import { installedPlaces } from './installed-places.ts';
import { isUrl } from './is-url.ts';
import { toJson } from './list-json.ts';
import { toLines } from './list-text.ts';
import { openPlaces } from './places.ts';
import { Undo } from './undo.ts';

const HELP = `Shows what baton would have on its menu: every entry that the boot
configurations name, in the order of the menu. Nothing is changed.

PLACE   a directory with the content of one filesystem, such as a mount point,
        or the raw image of a disk: a filesystem, or a GPT or MBR with several,
        which are mounted read-only meanwhile (only root can do that). Also a
        URL (http, https, tftp) of a boot configuration, a kernel, a disc image
        or, with a slash at its end, a directory with such. Several places are
        several filesystems of one machine. A file .fs.json in a directory
        gives the filesystem's identity:
        {"uuid":"...", "label":"...", "partuuid":"...",
         "device":"/dev/vda1", "type":"ext4"}
        Without a PLACE: the filesystems that this system boots from; on
        baton's own rescue shell, those that it has found.

--json  print an array of objects, one for each entry
--help  print this

Exit status: 0 entries were found, 1 none was, 2 the command was used wrongly.`;

export const list: Command = {
  name: 'list',
  synopsis: '[--json] [PLACE]...',
  summary: 'show what can be booted',
  help: HELP,
  run,
};

async function run(args: readonly string[], output: Output): Promise<number> {
  const undo = new Undo();
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    return await undo.around(async () => {
      const places = positionals.filter((place) => !isUrl(place));
      const urls = positionals.filter(isUrl);
      const { volumes, notes } =
        positionals.length > 0 ? await openPlaces(places, undo) : { volumes: await installedPlaces(), notes: [] };
      for (const note of notes) output.error(`baton list: ${note}`);
      const machine = positionals.length > 0 ? thisMachine() : installedMachine();
      const offered = urls.length > 0 ? await readUrls(urls) : { readings: [], volumes: [] };
      const readings = [...(await readAll(volumes, machine)), ...offered.readings];
      return show(readings, [...volumes, ...offered.volumes], values.json, output);
    });
  } catch (error) {
    output.error(`baton list: ${(error as Error).message}`);
    return 2;
  }
}

async function readUrls(
  urls: readonly string[],
): Promise<{ readonly readings: readonly Reading[]; readonly volumes: readonly Volume[] }> {
  const { Servers } = await import('./servers.ts');
  const servers = new Servers();
  const readings: Reading[] = [];
  for (const url of urls) readings.push(await servers.read(url));
  return { readings, volumes: servers.volumes };
}

function show(readings: readonly Reading[], volumes: readonly Volume[], json: boolean, output: Output): number {
  const entries = readings.flatMap((reading) => reading.entries);
  if (json) output.out(JSON.stringify(entries.map((entry) => toJson(entry, volumes))));
  else if (readings.length > 0) output.out(toLines(readings, volumes).join('\n'));
  if (entries.length > 0) return 0;
  const names = volumes.map(({ identity }) => identity.id).join(', ');
  output.error(`baton list: nothing that can be booted was found on ${names}.\nLooked for ${lookedAt.join(', ')}.`);
  return 1;
}

function thisMachine(): Machine {
  const cpus: Readonly<Record<string, Machine['cpu']>> = { x64: 'x86_64', ia32: 'i386', arm64: 'arm64' };
  return { firmware: existsSync('/sys/firmware/efi') ? 'efi' : 'pc', cpu: cpus[process.arch] ?? 'x86_64' };
}
