// The peers' initramfs: baton's, whose first program is a script with Debian's blkid, lsblk and busybox's mount.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ownOrigin } from '../../build/bundle.ts';
import { checkout } from '../../build/cache.ts';
import { cpio } from '../../build/cpio.ts';
import { debianOrigin } from '../../build/debian-origin.ts';
import { libraryFiles } from '../../build/libraries.ts';
import { fetchPackage } from '../../build/package.ts';
import { x86_64 } from '../../build/target.ts';
import { file, type Item } from '../../build/tree.ts';

const programs = ['sbin/blkid', 'bin/lsblk'];

const libraryPackages = [
  ...['libc6', 'libblkid1', 'libmount1', 'libsmartcols1', 'libudev1', 'libselinux1', 'libpcre2-8-0', 'libuuid1'],
  'libtinfo6',
];

/**
 * Times are those of /proc/uptime, which counts in hundredths. Of blkid the time begins before the drivers are loaded,
 * as that of baton does. What one step has read the next has to read again. lsblk takes what is on a device from udev,
 * which does not run here, so that it only lists the devices.
 */
const script = `
export PATH=/bin:/sbin
peer=/run/factory/peer
run() { $peer${x86_64.interpreter} --library-path $peer/lib/${x86_64.libraries} $peer/$@; }
now() { cut -d' ' -f1 /proc/uptime; }
took() { awk -v a=$1 -v b=$2 'BEGIN { printf "%.2f", b - a }'; }
wanted=$(sed 's/.*peer=\\([0-9]*\\).*/\\1/' /proc/cmdline)
start=$(now)
for module in virtio_pci virtio_scsi sd_mod ext4; do modprobe $module; done
until [ "$(grep -c 'sd[a-z]*[0-9]$' /proc/partitions)" -ge "$wanted" ]; do usleep 10000; done
run sbin/blkid -c /dev/null >/tmp/blkid
blkid=$(took $start $(now))
found=$(grep -c 'TYPE="ext4"' /tmp/blkid)

echo 3 >/proc/sys/vm/drop_caches
start=$(now)
run bin/lsblk -f >/tmp/lsblk
lsblk=$(took $start $(now))
listed=$(grep -c 'sd[a-z]*[0-9]' /tmp/lsblk)

echo 3 >/proc/sys/vm/drop_caches
start=$(now)
mounted=0
for device in $(cut -d: -f1 /tmp/blkid | grep 'sd[a-z]*[0-9]$'); do
  mkdir -p /mnt$device
  mount -t ext4 -o ro $device /mnt$device && [ -e /mnt$device/boot/grub/grub.cfg ] && mounted=$((mounted + 1))
done
echo "peer: $found found, $listed listed, $mounted mounted; $blkid $lsblk $(took $start $(now))"
`;

/** The initramfs: baton's, of the path given, with an archive behind it. */
export async function peerInitrd(initrd: string): Promise<Uint8Array> {
  const own = await ownOrigin();
  const tools = await fetchPackage('util-linux');
  const origin = await debianOrigin(tools);
  const below = new Map<string, Item>();
  for (const name of programs) {
    const path = join(tools.root, name);
    const parts = [
      file(name, await readFile(path), origin, 0o755),
      ...(await libraryFiles(path, libraryPackages, x86_64)),
    ];
    for (const part of parts) below.set(part.path, { ...part, path: `factory.d/peer/${part.path}` });
  }
  const first = await readFile(join(checkout, 'qemu/layouts/factory.sh'));
  const archive = cpio([
    file('factory', first, own, 0o755),
    file('factory.d/start', Buffer.from(script), own),
    ...below.values(),
  ]);
  return Buffer.concat([await readFile(initrd), archive]);
}
