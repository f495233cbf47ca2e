// What is on a block device of the running system: what PID 1 found, what this process may read, or hearsay.

import { type FileSource, fromFile, type Result } from 'blkid-parse';
import { errnoName } from '../../linux/errno.ts';
import type { RecordedDevice } from '../../record/boot-record.ts';
import type { StackedDevice } from './block-devices.ts';
import { readContent } from './content.ts';
import { readDetails } from './details/index.ts';
import { type ContentColumns, contentColumns, type PartitionColumns, type Row } from './row.ts';
import { hearsay } from './udev.ts';
import { notesOn, verdictOf } from './verdict.ts';

/** How long a device may take to answer, in milliseconds. A failing disk tries for minutes. */
const patience = 20_000;

export interface DeviceContent extends Pick<Row, 'verdict' | 'notes' | 'details' | 'configurations'> {
  /** What its bytes say; undefined where that is not known. */
  readonly facts?: Result;
  readonly columns: Partial<ContentColumns & PartitionColumns>;
  /** It did not answer in time, and is still being asked. */
  readonly late?: true;
}

/** @param recorded what PID 1 has found, on baton's rescue shell. Never throws: what fails is the verdict. */
export async function deviceContent(
  device: StackedDevice,
  recorded: RecordedDevice | undefined,
): Promise<DeviceContent> {
  const nothing = { columns: {}, notes: [], details: null, configurations: [] };
  if (device.block.size === 0) return { ...nothing, verdict: 'there is no medium in it' };
  if (recorded) return remembered(device, recorded);
  try {
    return await inTime(withDevice(device, readContent)).then(({ facts, details, configurations }) => ({
      facts,
      columns: contentColumns(facts),
      verdict: verdictOf(facts),
      notes: notesOn(facts),
      details,
      configurations,
    }));
  } catch (failure) {
    const told = hearsay(device.block.major, device.block.minor, device.block.node);
    const notes = told ? [`what is shown of it is from ${told.from}`] : [];
    const late = failure === tooLate ? ({ late: true } as const) : {};
    return { ...nothing, ...late, columns: told?.known ?? {}, notes, verdict: `it cannot be read: ${reason(failure)}` };
  }
}

async function remembered(
  device: StackedDevice,
  { facts, verdict, configurations }: RecordedDevice,
): Promise<DeviceContent> {
  const known = facts ?? {};
  const reading = withDevice(device, (source) => readDetails(known.type, source));
  const details = known.usage === 'filesystem' ? null : await inTime(reading).catch(() => undefined);
  return {
    facts: known,
    columns: contentColumns(known),
    verdict,
    notes: notesOn(known),
    details: details ?? null,
    configurations,
  };
}

async function withDevice<T>({ block }: StackedDevice, use: (source: FileSource) => Promise<T>): Promise<T> {
  const source = await fromFile(block.node);
  try {
    return await use(source);
  } finally {
    await source.close();
  }
}

const tooLate = new Error(`it did not answer within ${patience / 1000} s`);

async function inTime<T>(action: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooLate), patience);
  });
  try {
    return await Promise.race([action, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Why a device cannot be read, as a clause. Node's numbers are negative, and it has no words for some of them. */
function reason(failure: unknown): string {
  const { errno = 0, message } = failure as NodeJS.ErrnoException;
  const name = errnoName(-errno);
  if (name === 'ENOMEDIUM') return 'there is no medium in it';
  if (name === 'EACCES') return 'this user may not; root may';
  if (name === 'EPERM') return 'this system forbids it (EPERM)';
  if (name === 'EIO') return 'the device reports an error (EIO)';
  return message;
}
