// The file in which PID 1 tells the `baton` command what it knows.

import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { DirectoryVolume } from '../../../src/disks/directory-volume.ts';
import type { Finding } from '../../../src/disks/finding.ts';
import type { Reading } from '../../../src/entry/reading.ts';
import { Journal } from '../../../src/journal.ts';
import { bootRecord } from '../../../src/record/boot-record.ts';
import { readRecord } from '../../../src/record/read-record.ts';
import { RecordFile } from '../../../src/record/record-file.ts';

const scratch = mkdtempSync(join(tmpdir(), 'baton-record-'));
test.after(() => rmSync(scratch, { recursive: true }));

async function until(condition: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 500 && !condition(); tries++) await sleep(20);
  return condition();
}

const device = {
  name: 'vda2',
  node: '/dev/vda2',
  major: 254,
  minor: 2,
  size: 2 ** 30,
  sectorSize: 512,
  removable: false,
};

test('the record has the journal, and of each device what was found and made of it', async () => {
  const journal = new Journal();
  journal.in('disks').info('/dev/vda2: ext4, mounted read-only');
  const unreadable = [{ offset: 4096, length: 512, cause: new Error('EIO') }];
  const findings: Finding[] = [
    {
      device,
      verdict: 'ext4, mounted read-only',
      facts: { type: 'ext4', unreadable },
      volumes: [new DirectoryVolume('/run/baton/vda2/', { id: 'vda2', uuid: '1234-ABCD' })],
    },
    { device: { ...device, name: 'vdb' }, verdict: 'it cannot be read: EIO', volumes: [] },
  ];
  const readings: Reading[] = [
    {
      volume: 'vda2',
      config: '/grub.cfg',
      entries: [],
      diagnostics: [{ config: '/grub.cfg', line: 1, message: 'no' }],
    },
    { volume: 'vdc', config: '/other.cfg', entries: [], diagnostics: [] },
  ];
  const path = join(scratch, 'run/journal.json');
  await new RecordFile(journal, () => bootRecord(journal, findings, readings), path).write();
  const record = readRecord(path)!;
  assert.equal(
    record.messages.map(({ phase, text }) => [phase, text]),
    [['disks', '/dev/vda2: ext4, mounted read-only']],
  );
  assert.equal(record.devices, [
    {
      name: 'vda2',
      verdict: 'ext4, mounted read-only',
      facts: { type: 'ext4', unreadable: [{ offset: 4096, length: 512, cause: 'EIO' }] },
      configurations: [{ config: '/grub.cfg', source: null, entries: 0, remarks: 1 }],
      volumes: [{ identity: { id: 'vda2', uuid: '1234-ABCD' }, directory: '/run/baton/vda2' }],
    },
    { name: 'vdb', verdict: 'it cannot be read: EIO', facts: null, configurations: [], volumes: [] },
  ]);
  assert.ok(record.node > 0 && record.node < record.at);
});

test('what the journal gathers meanwhile is written at once, as another file', async () => {
  const journal = new Journal();
  journal.info('before');
  const path = join(scratch, 'growing.json');
  let made = 0;
  const file = new RecordFile(
    journal,
    () => {
      made += 1;
      return bootRecord(journal, [], []);
    },
    path,
  );
  assert.not(existsSync(path));
  await file.write();
  assert.is(readRecord(path)!.messages.length, 1);
  const first = statSync(path).ino;
  for (let index = 0; index < 100; index++) journal.debug(`message ${index}`);
  assert.ok(await until(() => readRecord(path)!.messages.length === 101));
  assert.is(made, 2);
  assert.is.not(statSync(path).ino, first, 'another file took its place');
  assert.not(existsSync(`${path}.new`));
});

test('a record that cannot be written is told once', async () => {
  const journal = new Journal();
  const place = join(scratch, 'file');
  writeFileSync(place, '');
  const file = new RecordFile(journal, () => bootRecord(journal, [], []), join(place, 'journal.json'));
  await file.write();
  await file.write();
  assert.equal(
    journal.messages.map(({ level, count }) => [level, count]),
    [['warning', undefined]],
  );
  assert.match(journal.messages[0]!.text, 'baton probe and baton explain will not know of this boot');
});

test('a reader gets undefined where there is no record, and a sentence where it is no use', () => {
  assert.is(readRecord(join(scratch, 'none')), undefined);
  for (const [text, message] of [
    ['{', 'not valid JSON'],
    ['{"version":2}', 'another version of baton'],
    ['null', 'another version of baton'],
  ] as const) {
    const path = join(scratch, 'bad.json');
    writeFileSync(path, text);
    assert.throws(() => readRecord(path), message);
  }
});

test.run();
