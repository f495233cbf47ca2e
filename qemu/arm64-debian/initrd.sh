#!/bin/sh
# Runs before the kernel is installed into the root $1: its initrd gets the drivers of the demo machine and no others,
# because to copy each of the usual ones takes an emulated processor minutes.
set -eu
mkdir -p "$1/etc/initramfs-tools/conf.d" "$1/usr/share/initramfs-tools/modules.d"
echo MODULES=list >"$1/etc/initramfs-tools/conf.d/demo"
printf '%s\n' virtio_pci virtio_blk ext4 >"$1/usr/share/initramfs-tools/modules.d/demo"
