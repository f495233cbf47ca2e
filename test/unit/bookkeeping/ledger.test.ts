// Which systems were started is kept from boot to boot, and a running system reports that it works.

import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { type Books, readBooks, writeBooks } from '../../../src/bookkeeping/ledger.ts';
import { reportInBlock, reportInVariable } from '../../../src/bookkeeping/report-good.ts';
import { readTrials, trialStore, trialsIn } from '../../../src/bookkeeping/trial-store.ts';
import { newTrialsFile } from '../../../src/bookkeeping/trials-file.ts';
import { writeInstalled } from '../../../src/bookkeeping/write-installed.ts';
import { parseEnvironmentBlock } from '../../../src/dialects/grub/environment-block.ts';
import { DirectoryVolume } from '../../../src/disks/directory-volume.ts';
import { EfiVariables, type VariableName } from '../../../src/linux/efi-variables.ts';
import { trialKey } from '../../../src/policy/trial-key.ts';
import { noTrials, started, trialsFromText, trialsToText, triesDone } from '../../../src/policy/trials.ts';
import { entry, reading } from '../entries.ts';
import { MemoryVolume } from '../memory-volume.ts';

// On a disk: a filesystem in memory may have no flags, which efivarfs has.
const directory = await temporaryDirectory('large');
test.after(directory.remove);
/** efivarfs replaces a value; a file that is written to from its start keeps its end. */
class Replacing extends EfiVariables {
  override async write(variable: VariableName, data: Uint8Array): Promise<boolean> {
    await this.remove(variable);
    return super.write(variable, data);
  }
}
const variables = new Replacing(directory.path);

const esp = new MemoryVolume(
  { id: 'vda1', type: 'vfat', uuid: '1A2B-3C4D', parttype: 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B' },
  { '/baton/trials.env': newTrialsFile({ baton_trials: '1 00000000000000aa:2' }) },
);
const root = new MemoryVolume(
  { id: 'vda2', type: 'ext4', uuid: '5678' },
  { '/boot/grub/grubenv': newTrialsFile({ baton_trials: '1 00000000000000bb:1+good' }) },
);
const debian = entry('Debian', { default: true });
const readings = [reading([debian], { environmentBlock: { volume: 'vda2', path: '/boot/grub/grubenv' } })];
const rules = { readonly: false, tries: 3, grace: 0 };
const key = trialKey(debian, [root.identity]);
const books = (differences: Partial<Books> = {}): Books => ({
  rules,
  volumes: [root],
  readings,
  variables,
  ...differences,
});

test("trials are kept in the firmware's variables, else on the ESP, else in GRUB's block", async () => {
  const kinds = [
    trialStore(variables, [esp, root], readings),
    trialStore(undefined, [root, esp], readings),
    trialStore(undefined, [root], readings),
    trialStore(undefined, [root], []),
  ];
  assert.equal(
    kinds.map((store) => store?.kind),
    ['variable', 'file', 'block', undefined],
  );
  assert.equal((await readTrials(kinds[1]!)).systems, [{ key: '00000000000000aa', done: 2, good: false }]);
  assert.equal((await readTrials(kinds[2]!)).systems, [{ key: '00000000000000bb', done: 1, good: true }]);
});

test('a start is counted until the system reports itself good', async () => {
  assert.equal(await writeBooks(debian, books()), { remarks: [], asides: [] });
  await writeBooks(debian, books());
  assert.is(triesDone((await readBooks(books()))!, key), 2);
  assert.is(await reportInVariable(variables), true);
  assert.equal((await readBooks(books()))!.systems, [{ key, done: 0, good: true }]);
});

test('where nothing is counted nothing is known, and nothing is written', async () => {
  const off = books({ rules: { ...rules, tries: 0 } });
  assert.is(await readBooks(off), undefined);
  const before = await readBooks(books());
  await writeBooks(debian, off);
  await writeBooks(entry('Counted', { tries: { left: 0, done: 3 } }), books());
  assert.equal(await readBooks(books()), before);
});

test('where nothing may be written it says what follows from that', async () => {
  const before = await readBooks(books());
  const changes = [{ volume: 'vda2', path: '/boot/grub/grubenv', variables: { next_entry: '' } }];
  const { remarks } = await writeBooks({ ...debian, changes }, books({ rules: { ...rules, readonly: true } }));
  assert.equal(remarks, [
    'Nothing may be written (baton.readonly): what was set for one boot stays set, and this start is not counted.',
  ]);
  assert.equal(await readBooks(books()), before);
});

test('what cannot be written is a remark, and not an error', async () => {
  const change = (name: string) => [{ volume: 'vda2', path: '/boot/grub/grubenv', variables: { [name]: '' } }];
  const withoutStore = books({ variables: undefined, volumes: [root], readings: [reading([debian])] });
  const once = await writeBooks({ ...debian, changes: change('next_entry') }, withoutStore);
  assert.equal(once.remarks, [
    'There are no firmware variables, no ESP and no environment block of GRUB to count in; this start is not counted.',
    'vda2 is no disk or partition, and nothing can be written there; what was set for one boot will boot again.',
  ]);
  const usual = await writeBooks({ ...debian, changes: change('recordfail') }, books());
  assert.is(usual.remarks.length, 0);
  assert.match(usual.asides[0]!, /; GRUB would have saved its variables there\.$/);
});

test('a running system reports itself good in the block that it was counted in', async () => {
  const file = join(directory.path, 'grubenv');
  writeFileSync(file, newTrialsFile({ saved_entry: 'x', baton_trials: trialsToText(started(noTrials, key, 5)) }));
  assert.is(await reportInBlock(file), true);
  assert.equal(trialsIn(readFileSync(file)), { systems: [{ key, done: 0, good: true }] });
  assert.is(readFileSync(file).length, 1024);
  if (!spawnSync('grub-editenv', ['--version']).error) {
    const list = execFileSync('grub-editenv', [file, 'list'], { encoding: 'utf8' });
    assert.is(list, `saved_entry=x\nbaton_trials=1 ${key}:0+good\n`);
  }
  assert.is(await reportInBlock(file), true, 'and again');
});

test('a system that is restarted without GRUB crosses out what GRUB would have crossed out', async () => {
  writeFileSync(join(directory.path, 'env'), newTrialsFile({ next_entry: 'x', saved_entry: 'y' }));
  const volume = new DirectoryVolume(directory.path, { id: '/boot' });
  const change = (path: string) => [{ volume: '/boot', path, variables: { next_entry: '' } }];
  const find = (id: string) => (id === '/boot' ? volume : undefined);
  assert.equal(await writeInstalled(entry('x', { changes: change('/env') }), find), []);
  const block = parseEnvironmentBlock(readFileSync(join(directory.path, 'env'), 'latin1'));
  assert.equal(block, [
    ['next_entry', ''],
    ['saved_entry', 'y'],
  ]);
  const remarks = await writeInstalled(entry('x', { changes: change('/none') }), find);
  assert.equal(remarks, ["/none on /boot is not there, and GRUB's variables were not saved in it."]);
});

test('a block in which nothing is counted stays as it is, and a file that is not there is none', async () => {
  const file = join(directory.path, 'plain');
  writeFileSync(file, newTrialsFile({ saved_entry: 'x' }));
  const before = readFileSync(file);
  assert.is(await reportInBlock(file), false);
  assert.equal(readFileSync(file), before);
  assert.is(await reportInBlock(join(directory.path, 'nothing')), false);
  assert.is(await reportInBlock(join(file, 'below')), false);
});

test('what the firmware keeps is the text of the trials', () => {
  const name = 'BatonTrials-ba709f2e-1d3c-4b6a-9c58-7e0a5d2f4c11';
  const bytes = readFileSync(join(directory.path, name));
  assert.equal(trialsFromText(bytes.toString('latin1', 4)).systems, [{ key, done: 1, good: true }]);
});

test.run();
