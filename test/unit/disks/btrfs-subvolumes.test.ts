import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { chooseSubvolumes, type Located } from '../../../src/disks/openers/btrfs-subvolumes.ts';

let number = 256;
const subvolume = (path: string, more: Partial<Located> = {}): Located => ({
  path,
  number: number++,
  parent: 5,
  directory: 256n,
  name: path.slice(path.lastIndexOf('/') + 1),
  uuid: path,
  readOnly: false,
  created: 0,
  ...more,
});
const copy = (path: string, of: string, created: number, readOnly = true) =>
  subvolume(path, { snapshotOf: of, created, readOnly });

function chosen(all: readonly Located[], main?: Located) {
  const { default: found, systems, snapshots } = chooseSubvolumes(all, main?.number ?? 5);
  const paths = (some: readonly Located[]) => some.map(({ path }) => path);
  return { default: found?.path, systems: paths(systems), snapshots: paths(snapshots) };
}

test('Ubuntu with Timeshift: @ and @home, and what Timeshift keeps, the newest first', () => {
  const kept = ['2024-01-01_10-00-00', '2024-02-01_10-00-00'].map((date) => `/timeshift-btrfs/snapshots/${date}/@`);
  const all = [subvolume('/@'), subvolume('/@home'), ...kept.map((path, at) => copy(path, '/@', at, false))];
  assert.equal(chosen(all), { default: undefined, systems: ['/@', '/@home'], snapshots: [...kept].reverse() });
});

test('a root that Timeshift has brought back from a snapshot is a system', () => {
  const kept = '/timeshift-btrfs/snapshots/2024-01-01_10-00-00/@';
  assert.equal(chosen([copy('/@', kept, 9, false), subvolume(kept)]).systems, ['/@']);
});

test('openSUSE: the default subvolume is the system though it lies among snapshots, also after a rollback', () => {
  const first = subvolume('/@/.snapshots/1/snapshot');
  const before = copy('/@/.snapshots/2/snapshot', first.uuid, 2);
  const rolledBack = copy('/@/.snapshots/3/snapshot', before.uuid, 3, false);
  const all = [subvolume('/@'), subvolume('/@/.snapshots'), first, before, rolledBack];
  const systems = ['/@', '/@/.snapshots'];
  assert.equal(chosen(all, first), { default: first.path, systems, snapshots: [rolledBack.path, before.path] });
  assert.equal(chosen(all, rolledBack), { default: rolledBack.path, systems, snapshots: [before.path, first.path] });
});

test('copies that can be written to are snapshots where their name says so', () => {
  const all = [
    subvolume('/@'),
    copy('/@apt-snapshot-2024-01-01_10:00:00', '/@', 1, false),
    copy('/@second', '/@', 2, false),
    copy('/btrbk/@.20240101T1000', '/@', 3),
  ];
  assert.equal(chosen(all).systems, ['/@', '/@second']);
  assert.equal(chosen(all).snapshots, ['/btrbk/@.20240101T1000', '/@apt-snapshot-2024-01-01_10:00:00']);
});

test('the systems of containers are none of this machine', () => {
  const all = [
    subvolume('/root'),
    subvolume('/root/var/lib/machines/web'),
    subvolume('/var/lib/docker/btrfs/subvolumes/1'),
  ];
  assert.equal(chosen(all).systems, ['/root']);
});

test.run();
