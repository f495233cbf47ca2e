import type { BootRecord } from './boot-record.ts';

/** Bytes of the record that the next system gets, unless it is told otherwise: far more than an ordinary boot writes. */
const longest = 512 * 1024;

/**
 * The record as the file that is handed to the next system: all of it where that is no longer than `limit` bytes, else
 * without what is wanted least: debug messages, what is known of the devices, then the oldest messages.
 */
export function handedRecord(record: BootRecord, limit = longest): Uint8Array {
  const important = record.messages.filter(({ level }) => level !== 'debug');
  const without = (messages: BootRecord['messages'], more: Partial<BootRecord> = {}): BootRecord => ({
    ...record,
    ...more,
    messages,
    dropped: record.dropped + record.messages.length - messages.length,
  });
  let bytes = bytesOf(record);
  if (bytes.length > limit) bytes = bytesOf(without(important));
  for (let count = important.length; bytes.length > limit && count > 0; count = Math.floor(count / 2))
    bytes = bytesOf(without(important.slice(-count), { devices: [], running: record.running.slice(-1) }));
  return bytes.length > limit ? bytesOf(without([], { devices: [], running: [], settings: [] })) : bytes;
}

function bytesOf(record: BootRecord): Uint8Array {
  return Buffer.from(JSON.stringify(record));
}
