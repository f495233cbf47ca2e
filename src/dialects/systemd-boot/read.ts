import type { Diagnostic, Entry } from '../../entry/entry.ts';
import type { Reading } from '../../entry/reading.ts';
import type { Volume } from '../../entry/volume.ts';
import { BootRoot } from '../bls/boot-root.ts';
import type { Candidate } from '../bls/candidate.ts';
import { grubVariables } from '../bls/grub-variables.ts';
import { compareCandidates } from '../bls/order.ts';
import type { Scan } from '../bls/scan.ts';
import { distinctTitles } from '../bls/titles.ts';
import { readType1 } from '../bls/type1.ts';
import type { Machine } from '../dialect.ts';
import { efiProcessors } from '../efi-processor.ts';
import { Addons } from '../uki/addons.ts';
import { readType2 } from '../uki/type2.ts';
import { automaticEntries } from './automatic.ts';
import { type LoaderConf, parseLoaderConf } from './loader-conf.ts';
import { areForGrub, besides, hasLoader, LOADER_CONF, menuOf, ofSameDisk } from './partitions.ts';
import { matchesPattern } from './pattern.ts';

const MAX_LOADER_CONF = 64 * 1024;
const MAX_DIAGNOSTICS = 200;

/**
 * The menu that systemd-boot makes of an ESP and the XBOOTLDR partition beside it; where it is not installed, the one
 * that it would make of the entries that are there.
 * @param directory the root of the ESP or XBOOTLDR on `volume`, empty or such as `/boot`
 * @param config the path that the reading is said to be of
 * @returns undefined where GRUB, or the menu of a volume beside, shows these entries
 */
export async function readMenu(
  directory: string,
  config: string,
  volume: Volume,
  volumes: readonly Volume[],
  machine: Machine,
): Promise<Reading | undefined> {
  const installed = await hasLoader(volume, directory);
  if (directory === '' && (await menuOf(volume, volumes)) !== volume) return undefined;

  const diagnostics: Diagnostic[] = [];
  const note = (file: string, message: string) => {
    if (diagnostics.length < MAX_DIAGNOSTICS) diagnostics.push({ config: file, line: 1, message });
  };
  const scan = (root: BootRoot): Scan => {
    const processor = efiProcessors[machine.cpu];
    let variables: ReturnType<Scan['variables']> | undefined;
    const once = () => {
      variables ??= grubVariables(root);
      return variables;
    };
    return {
      root,
      machine,
      processor,
      addons: new Addons(root, processor.machine),
      variables: installed ? async () => undefined : once,
      note,
    };
  };
  const own = scan(new BootRoot(volume, directory));
  const others = directory === '' ? await besides(volume, volumes) : [];
  const scans = [own, ...others.map((other) => scan(new BootRoot(other, '')))];
  const forGrub = !installed && (await areForGrub(ofSameDisk(volume, volumes)));
  const candidates: Candidate[] = [];
  for (const each of scans) candidates.push(...(await readType2(each)), ...(forGrub ? [] : await readType1(each)));
  if (forGrub && candidates.length === 0) return undefined;

  const bytes = await volume.read(`${directory}${LOADER_CONF}`, MAX_LOADER_CONF);
  const settings = parseLoaderConf(bytes ?? new Uint8Array(), config);
  const automatic = installed ? await automaticEntries(own, settings, config, volumes) : [];
  const { timeout, timeoutStyle, editor } = settings;
  return {
    volume: volume.identity.id,
    config,
    entries: entriesOf(candidates, automatic, settings),
    ...(timeout === undefined ? {} : { timeout }),
    ...(timeoutStyle === undefined ? {} : { timeoutStyle }),
    ...(editor === undefined ? {} : { editor }),
    diagnostics: [...settings.diagnostics, ...diagnostics],
  };
}

function entriesOf(candidates: Candidate[], automatic: readonly Entry[], settings: LoaderConf): Entry[] {
  candidates.sort(compareCandidates);
  const chosen = chooseDefault(candidates, automatic, settings.default);
  const titles = distinctTitles(candidates);
  const used = new Map<string, number>();
  const configured = candidates.map(({ entry }, index) => ({
    ...entry,
    id: unused(entry.id, used),
    title: titles[index]!,
  }));
  return [...configured, ...automatic].map((entry, index) => ({ ...entry, default: index === chosen }));
}

/**
 * The first entry that the pattern fits, else the first that was configured. What systemd-boot does not list, because
 * its kernel is not there, counts only where it lists nothing.
 * (systemd: `config_select_default_entry`, src/boot/boot.c.)
 */
function chooseDefault(candidates: readonly Candidate[], automatic: readonly Entry[], pattern?: string): number {
  const anyExists = candidates.some(({ exists }) => exists);
  const names = [
    ...candidates.map(({ name, exists }) => (exists || !anyExists ? name : undefined)),
    ...automatic.map(({ id }) => id),
  ];
  const fits =
    pattern === undefined ? -1 : names.findIndex((name) => name !== undefined && matchesPattern(pattern, name));
  return fits >= 0 ? fits : names.slice(0, candidates.length).findIndex((name) => name !== undefined);
}

/** The id, with a number behind it where another entry has it already. */
function unused(id: string, used: Map<string, number>): string {
  const count = (used.get(id) ?? 0) + 1;
  used.set(id, count);
  return count === 1 ? id : unused(`${id}#${count}`, used);
}
