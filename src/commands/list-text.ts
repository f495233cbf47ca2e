import type { Entry, Resource } from '../entry/entry.ts';
import type { Reading } from '../entry/reading.ts';
import type { Volume } from '../entry/volume.ts';

/**
 * The readings as lines for people: each configuration, its entries below their submenus, and what each of them loads.
 * @param volumes those that the resources name
 */
export function toLines(readings: readonly Reading[], volumes: readonly Volume[]): string[] {
  return readings.flatMap((reading, index) => [...(index === 0 ? [] : ['']), ...readingLines(reading, volumes)]);
}

function readingLines(reading: Reading, volumes: readonly Volume[]): string[] {
  const lines = [`${reading.config} on ${reading.volume}${timeoutText(reading.timeout)}`];
  let submenu: readonly string[] = [];
  for (const entry of reading.entries) {
    for (const [depth, title] of entry.submenu.entries()) {
      const shown = entry.submenu.slice(0, depth + 1).every((name, level) => name === submenu[level]);
      if (!shown) lines.push(`${indent(depth)}  ${title} >`);
    }
    submenu = entry.submenu;
    lines.push(...entryLines(entry, reading, volumes));
  }
  for (const { config, line, message } of reading.diagnostics) lines.push(`! ${config}:${line}: ${message}`);
  return lines;
}

function entryLines(entry: Entry, reading: Reading, volumes: readonly Volume[]): string[] {
  const margin = indent(entry.submenu.length);
  const where = entry.config === reading.config ? `line ${entry.line}` : `${entry.config}:${entry.line}`;
  const file = (resource: Resource) => fileText(resource, reading, volumes);
  const lines = [`${margin}${entry.default ? '*' : ' '} ${entry.title}  (${entry.id}, ${where})`];
  const detail = (name: string, text: string) => lines.push(`${margin}      ${name.padEnd(10)} ${text}`);
  if (entry.kind !== 'linux') detail('kind', entry.kind);
  if (entry.kernel) detail('kernel', file(entry.kernel));
  for (const initrd of entry.initrds) detail('initrd', file(initrd));
  if (entry.devicetree) detail('devicetree', file(entry.devicetree));
  if (entry.cmdline !== '') detail('cmdline', entry.cmdline);
  for (const text of entry.diagnostics) detail('!', text);
  return lines;
}

/** The path, and the volume where it is not the one that the configuration lies on. */
function fileText({ volume, path, image, wants }: Resource, reading: Reading, volumes: readonly Volume[]): string {
  const inImage = image === undefined ? path : `${path} in ${image}`;
  if (wants !== undefined) return `${inImage} on ${wants}, which is not there`;
  if (volume === reading.volume) return inImage;
  const identity = volumes.find((candidate) => candidate.identity.id === volume)?.identity;
  return `${inImage} on ${identity?.id ?? volume}`;
}

function timeoutText(timeout: number | undefined): string {
  if (timeout === undefined) return '';
  if (timeout < 0) return ', waits for a key';
  return timeout === 0 ? ', boots at once' : `, boots after ${timeout} s`;
}

function indent(depth: number): string {
  return '  '.repeat(depth);
}
