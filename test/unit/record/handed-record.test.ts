import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Journal } from '../../../src/journal.ts';
import { type BootRecord, bootRecord } from '../../../src/record/boot-record.ts';
import { handedRecord } from '../../../src/record/handed-record.ts';

/** A record of so many debug messages and as many of importance. */
function recordOf(count: number, length = 100): BootRecord {
  const journal = new Journal();
  for (let index = 0; index < count; index++) {
    journal.debug(`debug ${index} ${'x'.repeat(length)}`);
    journal.info(`info ${index} ${'x'.repeat(length)}`);
  }
  const device = { name: 'vda', node: '/dev/vda', major: 8, minor: 0, size: 1, sectorSize: 512, removable: false };
  return bootRecord(journal, [{ device, verdict: 'ext4', volumes: [] }], []);
}

const handed = (record: BootRecord, limit?: number): [BootRecord, number] => {
  const bytes = handedRecord(record, limit);
  return [JSON.parse(Buffer.from(bytes).toString()), bytes.length];
};

test('an ordinary record is handed on as it is', () => {
  const record = recordOf(300);
  assert.equal(handed(record)[0], JSON.parse(JSON.stringify(record)));
});

test('where it is too long the debug messages go first, then the oldest, and their number is told', () => {
  const record = recordOf(100);
  const [without, length] = handed(record, 25_000);
  assert.ok(length <= 25_000);
  assert.equal([without.messages.length, without.dropped, without.devices.length], [100, 100, 1]);
  const [few, shorter] = handed(record, 10_000);
  assert.ok(shorter <= 10_000);
  assert.equal([few.messages.length, few.dropped], [50, 150]);
  assert.match(few.messages.at(-1)!.text, /^info 99 /);
});

test('it is bounded whatever the journal has', () => {
  const [record, length] = handed(recordOf(900, 3900));
  assert.ok(length <= 512 * 1024 && record.messages.length > 10, `${length}`);
  const [none] = handed(recordOf(3, 3900), 2000);
  assert.equal([none.messages.length, none.dropped], [0, 6]);
});

test.run();
