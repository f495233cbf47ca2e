// Settings from the kernel's parameters.

import { type IpWish, readIpWish } from './ip-wish.ts';
import type { Given, Layer } from './layer.ts';
import { deviceName, type LuksHeader, luksFile, readLuksHeader } from './luks-file.ts';
import { nearest } from './nearest.ts';
import { type Field, fields, parameterOf, settingOf } from './schema.ts';

interface Parameter {
  readonly name: string;
  readonly value?: string;
}

const byParameter: ReadonlyMap<string, Field> = new Map(fields.map((field) => [parameterOf(field), field]));

const uuid = '[0-9a-f-]{36}';

/**
 * The layer of the parameters `baton.*`, in which `_` is as good as `-`, and of those of dracut.cmdline(7) and
 * systemd-cryptsetup-generator(8) that speak of LUKS, so that baton can be given the parameters of a system, and of
 * those that tell which card baton itself came by. Of two that say the same thing the last one counts. Never throws.
 */
export function readParameters(parameters: readonly Parameter[]): Layer {
  const values = new Map<Field, Given>();
  const problems: string[] = [];
  const take = (field: Field, value: unknown, from: string): void => {
    const before = settingOf(field).adds ? (values.get(field)?.value as readonly unknown[] | undefined) : undefined;
    values.set(field, { value: before ? [...before, ...(value as unknown[])] : value, from });
  };
  for (const parameter of parameters) {
    const given = parameter.value === undefined ? parameter.name : `${parameter.name}=${parameter.value}`;
    const from = `kernel parameter ${given}`;
    if (!parameter.name.startsWith('baton.')) {
      const { field, value, expects } = ofSystem(parameter);
      if (field && value) take(field, [value], from);
      else if (expects) problems.push(`The kernel parameter ${given} is not understood: it takes ${expects}.`);
      continue;
    }
    const field = byParameter.get(parameter.name.replaceAll('_', '-'));
    const { type, secret } = field ? settingOf(field) : {};
    const value = type?.fromText(parameter.value);
    if (!field || !type) {
      const near = nearest(parameter.name, byParameter.keys());
      problems.push(`The kernel parameter ${given} is not one of baton's${near ? `; ${near} is the nearest` : ''}.`);
    } else if (secret) {
      problems.push(`The kernel parameter ${parameter.name} is not used, because everybody can read it; use a file.`);
    } else if (value === undefined) {
      problems.push(`The kernel parameter ${given} is not understood: it takes ${type.expects}.`);
    } else take(field, value, from);
  }
  const wish = values.has('ip') ? undefined : cameBy(parameters);
  if (wish) values.set('ip', { value: [wish], from: 'kernel parameters ip and BOOTIF' });
  const headers = values.get('luks.headers');
  if (headers) values.set('luks.headers', { ...headers, value: onData(headers.value as LuksHeader[], parameters) });
  return { values, problems };
}

/** What a parameter of other initramfs says, and what it takes where that is not understood. */
function ofSystem({ name, value = '' }: Parameter): { field?: Field; value?: unknown; expects?: string } {
  if (name === 'rd.luks.key') return { field: 'luks.keys', value: luksFile.fromText(value), expects: luksFile.expects };
  if (name === 'rd.luks.options') {
    const [, device, header] = new RegExp(`^(${uuid})=(?:.*,)?header=([^,]+)`, 'i').exec(value) ?? [];
    return header === undefined ? {} : { field: 'luks.headers', value: readLuksHeader(`${device}=${header}`) };
  }
  return name === 'rd.luks.data' && !luksData.test(value) ? { expects: 'UUID=DEVICE' } : {};
}

/**
 * The address that the kernel's `ip=` names, on the card that `BOOTIF=` names: a boot loader that has had baton from the
 * network adds them (https://wiki.syslinux.org/wiki/index.php?title=SYSLINUX#SYSAPPEND_bitmask). The card alone asks
 * for its address.
 */
function cameBy(parameters: readonly Parameter[]): IpWish | undefined {
  const lastOf = (wanted: string) => parameters.findLast(({ name }) => name === wanted)?.value;
  const wish = readIpWish(lastOf('ip') ?? '');
  // The hardware type, which is Ethernet's, comes first; some leave it out.
  const [, mac] = /^(?:01[:-])?((?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2})$/i.exec(lastOf('BOOTIF') ?? '') ?? [];
  const link = mac?.toLowerCase().replaceAll('-', ':');
  if (wish) return wish.link === undefined && link !== undefined ? { ...wish, link } : wish;
  return link === undefined ? undefined : { method: 'any', link, dns: [] };
}

const luksData = new RegExp(`^(${uuid})=(.+)$`, 'i');

/** The headers with the devices that `rd.luks.data` names for them. */
function onData(headers: readonly LuksHeader[], parameters: readonly Parameter[]): LuksHeader[] {
  const data = new Map<string, string>();
  for (const { name, value = '' } of parameters) {
    const [, of, device] = (name === 'rd.luks.data' && luksData.exec(value)) || [];
    if (of !== undefined && device !== undefined) data.set(deviceName(of), device);
  }
  return headers.map((header) => ({ ...header, device: data.get(header.device) ?? header.device }));
}
