// What the boot loader tells the system that it boots: https://systemd.io/BOOT_LOADER_INTERFACE

import { encodeText, encodeTexts } from './text.ts';

export interface LoaderFacts {
  /** `baton 0.1.0` */
  readonly loader: string;
  /** The firmware, as far as it is known: `EDK II`, and `UEFI 2.70`. */
  readonly firmware?: string;
  readonly firmwareType?: string;
  /** Microseconds since the machine was switched on, when the boot loader began and when it hands over. */
  readonly began: number;
  readonly ends: number;
  /** PARTUUID of the ESP that the firmware started the boot loader from. */
  readonly partuuid?: string;
  /** All entries in menu order, and whether each is in a submenu. */
  readonly entries: readonly { readonly id: string; readonly inSubmenu: boolean }[];
  /** Id of the one that is booted. */
  readonly selected: string;
  /** Where the boot counter of that entry lies, from the root of its partition: `/loader/entries/debian+2-1.conf`. */
  readonly counter?: string;
  /** Whether the entry is to be remembered as the one that was booted last. */
  readonly remember: boolean;
}

/** EFI_LOADER_FEATURE_*: what a boot loader can do that systemd's tools ask for. */
const features = {
  configTimeout: 0,
  configTimeoutOneShot: 1,
  entryDefault: 2,
  entryOneShot: 3,
  bootCounting: 4,
  xbootldr: 5,
  sortKey: 8,
  savedEntry: 9,
  devicetree: 10,
  menuDisable: 13,
  multiProfileUki: 14,
  entryPreferred: 19,
} as const;

/** Bytes that LoaderEntries may take of the firmware's memory, which is small, and which boot loaders are not alone in. */
const longestList = 4096;

/** As many ids as there is room for: that of the entry that is booted, then those outside of submenus, then the others. */
function fitting({ entries, selected }: LoaderFacts): string[] {
  const rank = ({ id, inSubmenu }: LoaderFacts['entries'][number]) => (id === selected ? 0 : inSubmenu ? 2 : 1);
  let left = longestList;
  const taken = new Set(
    entries
      .toSorted((one, other) => rank(one) - rank(other))
      .filter(({ id }) => {
        left -= encodeText(id).length;
        return left >= 0;
      }),
  );
  return entries.filter((entry) => taken.has(entry)).map(({ id }) => id);
}

/** The variables by name; undefined for one that must not be there, since what it said last time is true no longer. */
export function loaderVariables(facts: LoaderFacts): Map<string, Buffer | undefined> {
  const mask = Object.values(features).reduce((sum, bit) => sum | (1n << BigInt(bit)), 0n);
  const featureBytes = Buffer.alloc(8);
  featureBytes.writeBigUInt64LE(mask);
  const text = (value: string | undefined) => (value === undefined ? undefined : encodeText(value));
  const variables: [string, Buffer | undefined][] = [
    ['LoaderInfo', text(facts.loader)],
    ['LoaderFeatures', featureBytes],
    ['LoaderFirmwareInfo', text(facts.firmware)],
    ['LoaderFirmwareType', text(facts.firmwareType)],
    ['LoaderDevicePartUUID', text(facts.partuuid?.toUpperCase())],
    ['LoaderEntries', encodeTexts(fitting(facts))],
    ['LoaderEntrySelected', text(facts.selected)],
    ['LoaderBootCountPath', text(facts.counter?.replaceAll('/', '\\'))],
    ['LoaderTimeInitUSec', text(String(Math.round(facts.began)))],
    ['LoaderTimeExecUSec', text(String(Math.round(facts.ends)))],
  ];
  if (facts.remember) variables.push(['LoaderEntryLastBooted', text(facts.selected)]);
  return new Map(variables);
}
