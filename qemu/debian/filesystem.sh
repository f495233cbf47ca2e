#!/bin/sh
# Runs after configure.sh, with the disk image as file descriptor 3: writes the root $1 into it as an ext4 filesystem.
set -eu
if [ -e "$1/proc/self" ] && [ "${2-}" != alone ]; then
  # mmdebstrap keeps /proc, /sys and /dev mounted in the root meanwhile: take them away, in a mount namespace of our own.
  exec unshare --mount sh "$0" "$1" alone
fi
awk -v root="$1/" '{ gsub(/\\040/, " ", $5) } index($5, root) == 1 { print $5 }' /proc/self/mountinfo | sort -r |
  while read -r mounted; do umount "$mounted"; done
# The two features are off because the GRUB of Debian 12 cannot read them, and newer releases of mke2fs turn them on.
exec mke2fs -q -F -t ext4 -O ^metadata_csum_seed,^orphan_file -U "$BATON_FS_UUID" -L demo \
  -E "offset=$BATON_FS_OFFSET,root_owner=0:0,hash_seed=$BATON_FS_UUID" -d "$1" /proc/self/fd/3 "$BATON_FS_KIB"
