// `baton list` on a running system whose root is a subvolume of a btrfs.

import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { image, missing, run } from '../blkid-parse/images.ts';

const project = resolve(import.meta.dirname, '../../..');
// Of two filesystems with the same UUID the kernel mounts only one.
const uuid = randomUUID();

const why =
  process.getuid?.() === 0 ? missing('btrfs', 'mkfs.btrfs', 'losetup') : 'mounting and loop devices need root';
if (why !== undefined) console.log(`skipped: ${why}`);
const onlyRoot = why === undefined ? test : test.skip;

interface Listed {
  readonly config: string;
  readonly kernel: { readonly fs: string; readonly path: string };
  readonly diagnostics: readonly string[];
}

/**
 * What `baton list --json` says on a system made by `make`, a shell script that makes subvolumes and files in `$top`, the
 * top level of a btrfs, and mounts that system on `$root`. The system is entered with chroot(1), and has this machine's
 * programs.
 */
function list(make: string, user = '0:0'): Listed[] {
  const disk = image(256 * 2 ** 20);
  run(['mkfs.btrfs', '-q', '-U', uuid, disk]);
  const loop = run(['losetup', '--find', '--show', disk]).trim();
  const script = `
    set -e
    scratch='${dirname(disk)}' loop='${loop}'
    top=$(mktemp -d -p "$scratch") root=$(mktemp -d -p "$scratch")
    mount "$loop" "$top"
    ${make}
    for place in bin lib lib64 usr dev proc sys '${project}'; do
      test -d "/\${place#/}" || continue
      mkdir -p "$root/$place"
      mount --rbind "/\${place#/}" "$root/$place"
    done
    umount "$top"
    chroot --userspec=${user} "$root" '${process.execPath}' '${project}/src/cli.ts' list --json`;
  try {
    const { stdout, stderr } = spawnSync('unshare', ['--mount', 'sh', '-c', script], { encoding: 'utf8' });
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout);
  } finally {
    run(['losetup', '--detach', loop]);
  }
}

/** What grub-mkconfig writes for one kernel, with `path` before its name. */
const grubCfg = (path: string) =>
  `search --no-floppy --fs-uuid --set=root ${uuid}\nmenuentry Debian { linux ${path}/vmlinuz root=UUID=${uuid} rootflags=subvol=@ }\n`;

/** The system is in `@`, all of it; GRUB's paths begin at the top level. */
const allInOne = `
  btrfs -q subvolume create "$top/@"
  mkdir -p "$top/@/boot/grub"
  echo '${grubCfg('/@/boot')}' >"$top/@/boot/grub/grub.cfg"
  echo kernel >"$top/@/boot/vmlinuz"
  mount -o subvol=@ "$loop" "$root"`;

for (const [who, user] of [
  ['root', '0:0'],
  ['another user', '65534:65534'],
] as const) {
  onlyRoot(`kernels are found by their paths from the top level, by ${who}`, () => {
    const [entry] = list(user === '0:0' ? allInOne : `${allInOne}\nchmod 755 "$root"`, user);
    assert.is(entry?.kernel.path, '/@/boot/vmlinuz');
    assert.is(entry?.config, '/@/boot/grub/grub.cfg');
    if (user === '0:0') assert.equal([entry?.kernel.fs, entry?.diagnostics], [uuid, []]);
  });
}

onlyRoot('/boot can be a subvolume of its own', () => {
  const [entry, ...more] = list(`
    btrfs -q subvolume create "$top/@"
    btrfs -q subvolume create "$top/@boot"
    mkdir -p "$top/@/boot" "$top/@boot/grub"
    echo '${grubCfg('/@boot')}' >"$top/@boot/grub/grub.cfg"
    echo kernel >"$top/@boot/vmlinuz"
    mount -o subvol=@ "$loop" "$root"
    mount -o subvol=@boot "$loop" "$root/boot"`);
  assert.equal([entry?.config, entry?.kernel.path], ['/@boot/grub/grub.cfg', '/@boot/vmlinuz']);
  assert.equal([entry?.diagnostics, more], [[], []]);
});

onlyRoot("paths that begin at the default subvolume, as openSUSE's do, are found", () => {
  const [entry] = list(`
    mkdir -p "$top/@/.snapshots/1"
    btrfs -q subvolume create "$top/@/.snapshots/1/snapshot"
    system="$top/@/.snapshots/1/snapshot"
    btrfs -q subvolume set-default "$system"
    mkdir -p "$system/boot/grub2"
    echo 'set btrfs_relative_path="yes"' >"$system/boot/grub2/grub.cfg"
    echo '${grubCfg('/boot')}' >>"$system/boot/grub2/grub.cfg"
    echo kernel >"$system/boot/vmlinuz"
    mount "$loop" "$root"`);
  assert.is(entry?.config, '/@/.snapshots/1/snapshot/boot/grub2/grub.cfg');
  assert.is(entry?.kernel.path, '/@/.snapshots/1/snapshot/boot/vmlinuz');
  assert.equal(entry?.diagnostics, []);
});

test.run();
