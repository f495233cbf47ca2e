// What PID 1 knows, as plain data for the `baton` command.

import { release } from 'node:os';
import type { Result } from 'blkid-parse';
import manifest from '../../package.json' with { type: 'json' };
import { DirectoryVolume } from '../disks/directory-volume.ts';
import type { Finding } from '../disks/finding.ts';
import type { Reading } from '../entry/reading.ts';
import type { Identity } from '../entry/volume.ts';
import { type Journal, type Message, now, type Running } from '../journal.ts';
import type { Row } from '../settings/in-force.ts';
import { type Configuration, configurationOf } from './configuration.ts';

/** A block device, and what PID 1 made of it. */
export interface RecordedDevice {
  /** The kernel's name, `vda1`. */
  readonly name: string;
  readonly verdict: string;
  /** What its bytes said; null where they could not be read. */
  readonly facts: Result | null;
  readonly configurations: readonly Configuration[];
  /** What files are read from, and where that is mounted. */
  readonly volumes: readonly { readonly identity: Identity; readonly directory: string }[];
}

/** All times are in seconds since the kernel started. */
export interface BootRecord {
  /** Goes up when a reader of an older one would misunderstand it. */
  readonly version: 1;
  /** Versions of baton and of the kernel that it runs on. */
  readonly baton: string;
  readonly kernel: string;
  /** When this was written. */
  readonly at: number;
  /** When Node was started, which before that the kernel and the initramfs' first script had for themselves. */
  readonly node: number;
  readonly messages: readonly Message[];
  readonly running: readonly Running[];
  /** How many messages are not kept. */
  readonly dropped: number;
  readonly devices: readonly RecordedDevice[];
  /** The settings in force; absent where they were not written down. */
  readonly settings?: readonly Row[];
}

/** Where PID 1 keeps it. */
export const recordPath = '/run/baton/journal.json';

/** The record as of now. */
export function bootRecord(
  journal: Journal,
  findings: readonly Finding[],
  readings: readonly Reading[],
  settings: readonly Row[] = [],
): BootRecord {
  const at = now();
  const { messages, running, dropped } = journal;
  return {
    version: 1,
    baton: manifest.version,
    kernel: release(),
    at,
    node: Math.max(0, at - process.uptime()),
    messages,
    running,
    dropped,
    devices: findings.map((finding) => recorded(finding, readings)),
    settings,
  };
}

function recorded({ device, verdict, facts, volumes }: Finding, readings: readonly Reading[]): RecordedDevice {
  const own = readings.filter(({ volume }) => volumes.some(({ identity }) => identity.id === volume));
  const mounted = volumes.filter((volume) => volume instanceof DirectoryVolume);
  return {
    name: device.name,
    verdict,
    facts: facts ? plain(facts) : null,
    configurations: own.map(configurationOf),
    volumes: mounted.map(({ identity, directory }) => ({ identity, directory })),
  };
}

/** An error has nothing that JSON would show. */
function plain(facts: Result): Result {
  const unreadable = facts.unreadable?.map((part) => ({
    ...part,
    cause: part.cause instanceof Error ? part.cause.message : String(part.cause),
  }));
  return unreadable === undefined ? facts : { ...facts, unreadable };
}
