#!/bin/sh
# Runs outside the new root, after its packages are installed: makes it a live system with a login on the serial console,
# and takes its kernel and initrd out of it. $1 is the root; BATON_LIVE names the directory that the two go to.
set -eu
root=$1
. "$(dirname "$0")/../debian-base/configure.sh"

name_system '# The root is what live-boot has put together.'
settle_systemd ba707000000040008000000000000009
cp "$root"/boot/vmlinuz-* "$BATON_LIVE/vmlinuz"
cp "$root"/boot/initrd.img-* "$BATON_LIVE/initrd.img"
rm "$root"/boot/vmlinuz-* "$root"/boot/initrd.img-*
clean_up
