// Attaches disks that lie on servers, so that the kernel has them like any other: NBD and iSCSI, each by its own client.

import { readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { runTool, ToolError } from '../linux/tool.ts';
import { addressOf } from './names.ts';
import { NetworkError } from './network-error.ts';
import { readSanTarget, type SanTarget } from './san-target.ts';

/** How long a server may take to let somebody in, in milliseconds. */
const patience = 30_000;
/** As many disks can be attached by NBD. */
const mostNbds = 8;
const sessions = '/sys/class/iscsi_session';

/**
 * Attaches the disk (or the disks of a target) that `text` names, see {@link readSanTarget}; they appear as block devices
 * do. Raises NetworkError.
 * @param machine what the server is to know this machine by, such as its UUID
 */
export async function attach(text: string, machine: string): Promise<void> {
  const target = readSanTarget(text);
  if (!target)
    throw new NetworkError(
      `${text} is no disk on a server: it takes nbd://SERVER/EXPORT or iscsi:SERVER::PORT:LUN:TARGET.`,
    );
  const address = await addressOf(target.host, `${text} cannot be attached`);
  try {
    await (target.kind === 'nbd' ? attachNbd(target, address) : attachIscsi(target, address, machine));
  } catch (failure) {
    if (!(failure instanceof ToolError)) throw failure;
    throw new NetworkError(
      `${text} could not be attached: ${failure.message}. Check the name and the server; the image has to have the profile full.`,
      { cause: failure },
    );
  }
}

async function attachNbd({ port, name }: SanTarget, address: string): Promise<void> {
  await runTool('modprobe', ['nbd', `nbds_max=${mostNbds}`]);
  const device = Array.from({ length: mostNbds }, (_, number) => `nbd${number}`).find((one) => sizeOf(one) === 0);
  if (device === undefined) throw new NetworkError(`No more than ${mostNbds} disks can be attached by NBD.`);
  const args = [address, `${port}`, `/dev/${device}`, '-N', name, '-readonly', '-timeout', `${patience / 1000}`];
  await runTool('nbd-client', args, undefined, patience);
}

/** In sectors; -1 where there is no such device. */
function sizeOf(name: string): number {
  try {
    return Number(readFileSync(`/sys/block/${name}/size`, 'utf8'));
  } catch {
    return -1;
  }
}

async function attachIscsi({ port, name }: SanTarget, address: string, machine: string): Promise<void> {
  await runTool('modprobe', ['iscsi_tcp']);
  const initiator = `iqn.2000-01.invalid.baton:${machine}`;
  const args = ['-i', initiator, '-t', name, '-g', '1', '-a', address, '-p', `${port}`];
  await runTool('iscsistart', args, undefined, patience);
}

/** Lets go of all disks that were attached, while their servers can still be told. Never throws. */
export async function detachAll(): Promise<void> {
  for (const name of list('/sys/block'))
    if (/^nbd\d+$/.test(name) && sizeOf(name) > 0)
      await runTool('nbd-client', ['-d', `/dev/${name}`], undefined, patience).catch(() => {});
  // Else the kernel would wait for the server before it hands the machine over, to have it write down what it has.
  for (const session of list(sessions))
    for (const unit of list('/sys/bus/scsi/devices'))
      if (/^\d+(?=:)/.exec(unit)?.[0] === hostOf(session)) remove(`/sys/bus/scsi/devices/${unit}/delete`);
}

/** The number of the SCSI host that a session has. */
function hostOf(session: string): string | undefined {
  try {
    return /\/host(\d+)\//.exec(realpathSync(`${sessions}/${session}/device`))?.[1];
  } catch {
    return undefined;
  }
}

function remove(file: string): void {
  try {
    writeFileSync(file, '1');
  } catch {
    // It is no disk, or is gone.
  }
}

function list(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
