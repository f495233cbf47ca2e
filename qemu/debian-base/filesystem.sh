#!/bin/sh
# Runs after configure.sh, with the disk image as file descriptor 3: writes the root $1 into it as an ext4 filesystem.
set -eu
if [ -e "$1/proc/self" ] && [ "${2-}" != alone ]; then
  # mmdebstrap keeps /proc, /sys and /dev mounted in the root meanwhile: take them away, in a mount namespace of our own.
  exec unshare --mount sh "$0" "$1" alone
fi

mounted() {
  awk -v root="$1/" 'index($5, root) == 1 { print $5 }' /proc/self/mountinfo
}

# Lazily and from the top: in a user namespace the mounts below another can only go together with it.
mounted "$1" | while read -r path; do umount --lazy "$path" 2>/dev/null || true; done
if [ -n "$(mounted "$1")" ]; then
  echo "these could not be unmounted from the new root:" $(mounted "$1") >&2
  exit 1
fi

# The two features are off because the GRUB of Debian 12 cannot read them, and newer releases of mke2fs turn them on.
exec mke2fs -q -F -t ext4 -O ^metadata_csum_seed,^orphan_file -U "$BATON_FS_UUID" -L demo \
  -E "offset=$BATON_FS_OFFSET,root_owner=0:0,hash_seed=$BATON_FS_UUID" -d "$1" /proc/self/fd/3 "$BATON_FS_KIB"
