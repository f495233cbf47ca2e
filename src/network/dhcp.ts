// An address from a DHCP server, by busybox's udhcpc.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { runTool, ToolError } from '../linux/tool.ts';
import type { Card } from './cards.ts';
import { type Lease, leaseFrom } from './lease.ts';
import { NetworkError } from './network-error.ts';

/** Writes what it is told to a file; initramfs/etc/udhcpc/keep. */
const script = '/etc/udhcpc/keep';

/** How often a server is asked, and how many seconds each time is waited for an answer. */
const [attempts, seconds] = [5, 3];

/** What is asked for beyond the usual: server and file to boot from, root path, PXELINUX's options, time servers. */
const asked = ['tftp', 'bootfile', 'rootpath', 'pxeconffile', 'pxepathprefix', 'vendor', 'ntpsrv', 'search'];

/** Client system architecture (option 93, RFC 4578 and IANA's list). */
const architectures: Readonly<Record<string, { readonly pc: number; readonly efi: number }>> = {
  x64: { pc: 0, efi: 7 },
  arm64: { pc: 11, efi: 11 },
};

export interface Client {
  readonly firmware: 'pc' | 'efi';
  /** SMBIOS system UUID. */
  readonly uuid?: string;
}

/**
 * Asks for an address as a PXE client does, so that servers which tell installers from clients know what this is.
 * Raises NetworkError where no server answers.
 */
export async function askForLease({ name, mac }: Card, client: Client): Promise<Lease> {
  const directory = await mkdtemp('/run/baton-dhcp-');
  const file = `${directory}/lease`;
  try {
    const args = [
      '-i',
      name,
      '-f',
      '-n',
      '-q',
      '-t',
      `${attempts}`,
      '-T',
      `${seconds}`,
      '-s',
      script,
      ...options(client),
    ];
    await runTool('udhcpc', args, undefined, (attempts * seconds + 5) * 1000, { BATON_LEASE: file });
    const lease = leaseFrom(environment(await readFile(file, 'utf8')), mac);
    if (!lease) throw new NetworkError(`The DHCP server's answer to ${name} has no address in it.`);
    return lease;
  } catch (failure) {
    if (failure instanceof ToolError)
      throw new NetworkError(`No DHCP server has answered ${name} (${mac}). Is it plugged into the right network?`, {
        cause: failure,
      });
    throw failure;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function options({ firmware, uuid }: Client): string[] {
  const architecture = architectures[process.arch]?.[firmware] ?? 0;
  const number = `${architecture}`.padStart(5, '0');
  const options = [
    // Of RFC 4578: what the client is, which network interface it has, and which machine it is.
    ...['-V', `PXEClient:Arch:${number}:UNDI:003016`],
    ...['-x', `0x5d:${architecture.toString(16).padStart(4, '0')}`, '-x', '0x5e:010310'],
    ...(uuid ? ['-x', `0x61:00${uuidBytes(uuid)}`] : []),
  ];
  return [...options, ...asked.flatMap((option) => ['-O', option])];
}

/** As SMBIOS has it: the first three groups are little-endian. */
function uuidBytes(uuid: string): string {
  const [a = '', b = '', c = '', ...rest] = uuid.toLowerCase().split('-');
  const reverse = (hex: string): string => (hex.match(/../g) ?? []).reverse().join('');
  return [reverse(a), reverse(b), reverse(c), ...rest].join('');
}

function environment(text: string): Record<string, string> {
  const pairs = text.split('\0').filter((line) => line.includes('='));
  return Object.fromEntries(pairs.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}
