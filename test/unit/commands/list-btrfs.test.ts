// `baton list` on the image of a btrfs.

import { execFileSync, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkout } from '../../../build/cache.ts';
import { ensureTools } from '../../../build/tools.ts';
import { btrfsDisks, withoutBtrfs } from '../../../qemu/btrfs-disks.ts';
import { temporaryDirectory } from '../../../qemu/temporary.ts';

const why = withoutBtrfs();
if (why) console.log(`skipped: ${why}`);
const uuid = randomUUID();

interface Listed {
  readonly title: string;
  readonly submenu: readonly string[];
  readonly config: string;
  readonly kernel: { readonly fs: string; readonly path: string };
  readonly cmdline: string;
}

const script = `
  btrfs subvolume create @
  mkdir -p @/boot/grub @/etc
  touch @/boot/initrd.img-6.1 @/etc/os-release
  echo the kernel >@/boot/vmlinuz-6.1
  cat >@/boot/grub/grub.cfg <<'END'
menuentry Debian {
  linux /@/boot/vmlinuz-6.1 root=UUID=${uuid} ro rootflags=subvol=@
  initrd /@/boot/initrd.img-6.1
}
END
  mkdir snapshots
  btrfs subvolume snapshot -r @ snapshots/old`;

(why ? test.skip : test)('paths count from the top level, and snapshots are in a submenu', async () => {
  await ensureTools(['grub-fstest']);
  using directory = await temporaryDirectory('large');
  const [disk = ''] = await btrfsDisks({ name: 'disk', uuid, script }, directory);
  const arguments_ = [join(checkout, 'src/cli.ts'), 'list', '--json', disk];
  const { stdout, stderr } = spawnSync(process.execPath, arguments_, { encoding: 'utf8' });
  assert.is(stderr, '');
  const entries: Listed[] = JSON.parse(stdout);
  assert.equal(
    entries.map(({ config, kernel, cmdline, submenu }) => ({ config, kernel, cmdline, submenu })),
    [
      {
        config: '/@/boot/grub/grub.cfg',
        kernel: { fs: uuid, path: '/@/boot/vmlinuz-6.1' },
        cmdline: `root=UUID=${uuid} ro rootflags=subvol=@`,
        submenu: [],
      },
      {
        config: '/@/boot/grub/grub.cfg',
        kernel: { fs: uuid, path: '/snapshots/old/boot/vmlinuz-6.1' },
        cmdline: `root=UUID=${uuid} ro rootflags=subvol=snapshots/old`,
        submenu: ['Snapshots'],
      },
    ],
  );
  // GRUB itself finds them there.
  for (const { kernel } of entries)
    assert.is(
      execFileSync('grub-fstest', [disk, 'cat', `(loop0)${kernel.path}`], { encoding: 'utf8' }),
      'the kernel\n',
    );
  assert.match(entries[1]!.title, /^\d{4}-\d\d-\d\d \d\d:\d\d, snapshots\/old$/);
});

test.run();
