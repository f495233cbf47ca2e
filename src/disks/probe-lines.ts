// Every block device with what is on it and what can be booted from there, as lines for a narrow screen.

import type { Reading } from '../entry/reading.ts';
import type { Finding } from './finding.ts';
import { sizeText } from './size-text.ts';

/**
 * The devices in the order of `findings`, partitions below their disks, volumes below their devices, and the
 * configurations that were read on each of them.
 */
export function probeLines(findings: readonly Finding[], readings: readonly Reading[]): string[] {
  const isThere = new Set(findings.map(({ device }) => device.name));
  const roots = findings.filter(({ device }) => device.parent === undefined || !isThere.has(device.parent));
  return roots.flatMap((disk) => [
    ...deviceLines(disk, '', readings),
    ...findings
      .filter(({ device }) => device.parent === disk.device.name)
      .flatMap((part) => deviceLines(part, '  ', readings)),
  ]);
}

function deviceLines(
  { device, verdict, facts, volumes }: Finding,
  indent: string,
  readings: readonly Reading[],
): string[] {
  const { node, size, model, aliases = [] } = device;
  const names = aliases.filter((alias) => alias.startsWith('/dev/'));
  const label = facts?.label === undefined ? [] : [`"${facts.label}"`];
  const about = [node, ...names, sizeText(size), ...(model === undefined ? [] : [model]), ...label].join('  ');
  const below = `${indent}    `;
  return [
    indent + about,
    below + verdict,
    ...volumes.flatMap(({ identity }) => {
      const own = readings.filter(({ volume }) => volume === identity.id);
      const where = identity.subvolume ? ` in ${identity.subvolume.path}` : '';
      if (own.length === 0) return identity.subvolume ? [] : [`${below}no boot configuration`];
      return own.map((reading) => `${below}${reading.config}${where}: ${entriesText(reading)}`);
    }),
  ];
}

function entriesText({ entries, diagnostics }: Reading): string {
  const [number, remarks] = [entries.length, diagnostics.length];
  const told = remarks === 0 ? '' : `, ${remarks} ${remarks === 1 ? 'remark' : 'remarks'} in the journal`;
  return `${number === 0 ? 'no' : number} ${number === 1 ? 'entry' : 'entries'}${told}`;
}
