import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { cmdlineFor, rootSubvolume } from '../../../../src/dialects/snapshots/cmdline.ts';

const snapshot = { filesystem: 'vda2', path: '/@/.snapshots/12/snapshot', number: 270 };
const flags = 'rootflags=subvol=@/.snapshots/12/snapshot';

for (const [what, cmdline, expected] of [
  ['Ubuntu', 'root=UUID=x ro rootflags=subvol=@ quiet', `root=UUID=x ro ${flags} quiet`],
  ['openSUSE', 'root=UUID=x splash=silent', `root=UUID=x ${flags} splash=silent ro`],
  ['other mount options', 'root=x rw rootflags=compress=zstd,subvol=/@,rw', `root=x ro ${flags},compress=zstd`],
  ['a number', 'rootflags=subvolid=256,subvol=@,noatime root=x ro', `${flags},noatime root=x ro`],
  ['quotes', 'root=x "rootflags=subvol=my root" a="b c" ro', `root=x ${flags} a="b c" ro`],
  ['the last one counts', 'rootflags=subvol=a ro rootflags=subvol=b rw', `ro ${flags}`],
  ['without a root', 'quiet', `quiet ${flags} ro`],
] as const)
  test(`the root of a cmdline becomes the snapshot: ${what}`, () => {
    assert.is(cmdlineFor(cmdline, snapshot), expected);
  });

test('a path that rootflags cannot hold is named by its number', () => {
  for (const path of ['/a b', '/a,b', '/a"b'])
    assert.is(cmdlineFor('root=x ro', { ...snapshot, path }), 'root=x rootflags=subvolid=270 ro');
});

test('the subvolume that is the root of a cmdline', () => {
  assert.is(rootSubvolume('rootflags=subvol=@ ro'), '/@');
  assert.is(rootSubvolume('rootflags=ssd,subvol=/@/a/'), '/@/a');
  assert.is(rootSubvolume('rootflags=subvolid=258'), 258);
  assert.is(rootSubvolume('root=x'), undefined);
});

test.run();
