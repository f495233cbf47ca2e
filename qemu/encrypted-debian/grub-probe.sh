#!/bin/sh
# grub-probe's answers for the finished disk: ext4 in LUKS2 on the first virtio disk.
for argument; do
  case $argument in
    --target=*) target=${argument#--target=} ;;
  esac
done
case ${target-} in
  device) echo /dev/mapper/root_crypt ;;
  disk) echo /dev/vda ;;
  fs) echo ext2 ;;
  fs_uuid) echo "$BATON_FS_UUID" ;;
  abstraction) echo cryptodisk luks2 gcry_rijndael gcry_sha256 ;;
  cryptodisk_uuid) echo "$BATON_LUKS_UUID" | tr -d - ;;
  hints_string) echo "--hint='cryptouuid/$(echo "$BATON_LUKS_UUID" | tr -d -)'" ;;
  drive) echo "(cryptouuid/$(echo "$BATON_LUKS_UUID" | tr -d -))" ;;
  partmap | compatibility_hint | fs_label | partuuid) ;;
  *)
    echo "grub-probe stand-in: no answer for: $*" >&2
    exit 1
    ;;
esac
