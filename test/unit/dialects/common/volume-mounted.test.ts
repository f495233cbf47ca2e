import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readFstab } from '../../../../src/dialects/common/fstab.ts';
import { volumeMounted } from '../../../../src/dialects/common/volume-mounted.ts';
import { btrfs } from '../../btrfs.ts';
import { MemoryVolume } from '../../memory-volume.ts';

const volumes = [
  new MemoryVolume({ id: 'vda1', uuid: 'e4f5' }, {}),
  ...btrfs({}, { '/@': {}, '/@boot': { number: 300 }, '/main': { default: true } }),
];

for (const [line, expected] of [
  ['UUID=e4f5 /boot ext4 defaults', 'vda1'],
  ['UUID=b7f5 / btrfs defaults,subvol=@', 'vda2:/@'],
  ['UUID=b7f5 / btrfs noatime,subvol=/@', 'vda2:/@'],
  ['/dev/vda2 /boot btrfs subvolid=300', 'vda2:/@boot'],
  ['UUID=b7f5 / btrfs', 'vda2:/main'],
  ['UUID=b7f5 /all btrfs subvol=/', 'vda2'],
  ['UUID=b7f5 /all btrfs subvolid=5', 'vda2'],
  ['UUID=b7f5 /home btrfs subvol=@none', undefined],
] as const)
  test(`what fstab mounts: ${line}`, () => {
    assert.is(volumeMounted(readFstab(line)[0]!, volumes)?.identity.id, expected);
  });

test.run();
