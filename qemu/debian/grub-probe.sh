#!/bin/sh
# grub-probe's answers for the finished demo disk: ext4 on the second GPT partition of the first virtio disk.
for argument; do
  case $argument in
    --target=*) target=${argument#--target=} ;;
  esac
done
case ${target-} in
  device) echo /dev/vda2 ;;
  disk) echo /dev/vda ;;
  fs) echo ext2 ;;
  fs_uuid) echo "$BATON_FS_UUID" ;;
  partmap) echo gpt ;;
  drive) echo '(hd0,gpt2)' ;;
  abstraction | compatibility_hint | hints_string | fs_label | partuuid) ;;
  *)
    echo "grub-probe stand-in: no answer for: $*" >&2
    exit 1
    ;;
esac
