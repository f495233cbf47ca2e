#!/bin/sh
# Runs outside the new root, after its packages are installed: makes it the system that an administrator would have
# after an installation with a serial console. $1 is the root; BATON_FS_UUID names the filesystem it will live on.
set -eu
root=$1
here=$(dirname "$0")
. "$here/../debian-base/configure.sh"

name_system "UUID=$BATON_FS_UUID / ext4 errors=remount-ro 0 1"
settle_systemd ba707000000040008000000000000008

cat >"$root/etc/default/grub" <<'END'
GRUB_DEFAULT=0
GRUB_TIMEOUT=5
GRUB_DISTRIBUTOR=`lsb_release -i -s 2> /dev/null || echo Debian`
GRUB_CMDLINE_LINUX_DEFAULT="quiet"
GRUB_CMDLINE_LINUX="console=ttyAMA0"
END

mkdir -p "$root/boot/grub" "$root/dev/disk/by-uuid"
: >"$root/dev/disk/by-uuid/$BATON_FS_UUID"
make_grub_cfg "$here/grub-probe.sh"
rm -r "$root/dev/disk"

clean_up
