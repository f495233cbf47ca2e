#!/bin/sh
# grub-probe's answers for the finished disk: ext4 on the first virtio disk, without partitions.
for argument; do
  case $argument in
    --target=*) target=${argument#--target=} ;;
  esac
done
case ${target-} in
  device) echo /dev/vda ;;
  disk) echo /dev/vda ;;
  fs) echo ext2 ;;
  fs_uuid) echo "$BATON_FS_UUID" ;;
  drive) echo '(hd0)' ;;
  abstraction | compatibility_hint | hints_string | partmap | fs_label | partuuid) ;;
  *)
    echo "grub-probe stand-in: no answer for: $*" >&2
    exit 1
    ;;
esac
