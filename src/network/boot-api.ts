// What a machine is to boot, from the API that pixiecore asks: `GET PREFIX/v1/boot/MAC`.
// https://github.com/danderson/netboot/blob/main/pixiecore/README.api.md

import type { Machine } from '../dialects/dialect.ts';
import { runIpxe } from '../dialects/ipxe/read.ts';
import { isScript, parseScript } from '../dialects/ipxe/script.ts';
import { onServer } from '../dialects/server-place.ts';
import type { Entry, Resource } from '../entry/entry.ts';
import type { Reading } from '../entry/reading.ts';
import { shown } from '../entry/shown.ts';
import { NetworkError } from './network-error.ts';

/** More than any answer has, in bytes. */
const largest = 2 ** 20;
const mostInitrds = 50;

/**
 * The answer of the API at `prefix`, such as `http://10.0.0.1:8080`, for the machine's card. Files are fetched from where
 * it says, and not through a proxy. Raises NetworkError where it answers something else.
 * @returns undefined where it has nothing for this machine
 */
export async function readBootApi(prefix: string, machine: Machine): Promise<Reading | undefined> {
  const { network } = machine;
  const url = `${prefix.replace(/\/*$/, '')}/v1/boot/${network?.mac}`;
  const place = onServer(url, network);
  if (!place)
    throw new NetworkError(`${shown(prefix)} cannot be asked what to boot: it takes a URL with http or https.`);
  const bytes = await place.volume.read(place.path, largest);
  if (!bytes) return undefined;
  const answer = parsed(bytes);
  if (!answer) throw new NetworkError(`${shown(url)} does not answer as the API of pixiecore does: no JSON object.`);
  const script = answer['ipxe-script'];
  if (typeof script === 'string' && isScript(script))
    return runIpxe(parseScript(url, script), place.volume, machine, {});
  if (typeof answer.kernel !== 'string')
    throw new NetworkError(`${shown(url)} does not answer as the API of pixiecore does: it names no kernel.`);
  const diagnostics: string[] = [];
  const resource = (file: string): Resource => {
    const absolute = absoluteUrl(file, url);
    const found = onServer(absolute, network);
    if (found) return { volume: found.volume.identity.id, path: found.path };
    diagnostics.push(`${shown(absolute)} can be had by pixiecore alone, which has it on its own disk.`);
    return { path: absolute, wants: absolute };
  };
  const initrds = Array.isArray(answer.initrd) ? answer.initrd.filter((file) => typeof file === 'string') : [];
  const cmdline = cmdlineOf(answer.cmdline, url);
  if (cmdline.includes('{{')) diagnostics.push('The cmdline has a template that is not understood.');
  const entry: Entry = {
    id: shown(url),
    title: titleOf(answer.message) ?? answer.kernel,
    submenu: [],
    source: 'pixiecore',
    volume: place.volume.identity.id,
    config: place.path,
    line: 1,
    kind: 'linux',
    kernel: resource(answer.kernel),
    initrds: initrds.slice(0, mostInitrds).map(resource),
    cmdline,
    default: true,
    diagnostics,
  };
  return { volume: entry.volume, config: place.path, entries: [entry], timeout: 0, diagnostics: [] };
}

function parsed(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** A path counts from the server's root, whatever the API's own path is. */
function absoluteUrl(file: string, base: string): string {
  return URL.canParse(file, base) ? new URL(file, base).href : file;
}

/** A text with templates, or, as it was before them, an object of parameters. */
function cmdlineOf(given: unknown, base: string): string {
  const words = typeof given === 'object' && given !== null ? Object.entries(given).map(parameter).join(' ') : given;
  return typeof words === 'string' ? expanded(words, base) : '';
}

/** With the URLs that its templates stand for; a hyphen inside of the braces drops the space outside of them. */
function expanded(text: string, base: string): string {
  let result = '';
  let rest = text;
  for (let start = rest.indexOf('{{'); start >= 0; start = rest.indexOf('{{')) {
    const end = rest.indexOf('}}', start);
    if (end < 0) break;
    const [before, inner] = [rest.slice(0, start), rest.slice(start + 2, end)];
    const url = urlIn(inner);
    result += /^-\s/.test(inner) ? before.trimEnd() : before;
    result += url === undefined ? `{{${inner}}}` : absoluteUrl(url, base);
    rest = rest.slice(end + 2);
    if (/\s-$/.test(inner)) rest = rest.trimStart();
  }
  return result + rest;
}

/** What the function URL of Go's text/template is given: one text, in double quotes or as it is in backquotes. */
function urlIn(inner: string): string | undefined {
  const call = inner
    .replace(/^-(?=\s)/, '')
    .replace(/\s-$/, '')
    .trim();
  const [, quoted, raw] = /^URL\s+(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`)$/.exec(call) ?? [];
  return raw ?? quoted?.replace(/\\(.)/g, '$1');
}

function parameter([name, value]: [string, unknown]): string {
  if (value === true) return name;
  if (typeof value !== 'object' || value === null) return `${name}=${String(value)}`;
  return `${name}={{ URL ${JSON.stringify(String(Object.values(value)[0]))} }}`;
}

/** The first line of the message, as a terminal can show it. */
function titleOf(message: unknown): string | undefined {
  if (typeof message !== 'string') return undefined;
  const [line = ''] = message.trim().split('\n');
  return line.replace(/[^ -~]/g, '?').slice(0, 100) || undefined;
}
