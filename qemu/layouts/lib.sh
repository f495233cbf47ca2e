# What the scripts of the layouts have in common.

# The volume group, the array or the mapping of this layout, whose name no other layout has.
vg=$(echo "$name" | tr - _)

# Copies the payload to the device $1.
put() { dd if="$payload" of="$1" bs=1M conv=fsync 2>/dev/null; }

# Mounts the device $1 in the directory $2, with the options after these, and unpacks the payload there, grub.cfg last, in
# a way that leaves it in the journal alone when the machine is cut off now. There is no sync in it, which would write
# back what other layouts have in their journals.
put_last_in_journal() {
  device=$1 place=$2
  shift 2
  mount "$@" "$device" "$place"
  tar -x -f "$payload" -C "$place"
  mv "$place/boot/grub/grub.cfg" /tmp/grub.cfg
  umount "$place"
  mount "$@" "$device" "$place"
  dd if=/tmp/grub.cfg of="$place/boot/grub/grub.cfg" conv=fsync 2>/dev/null
}

# Makes the array /dev/md0 of the members: array LEVEL METADATA MEMBER...
array() {
  level=$1 metadata=$2
  shift 2
  mdadm --create /dev/md0 --quiet --run --assume-clean --level="$level" --metadata="$metadata" --raid-devices=$# \
    --uuid="$uuid" --name="$name" --homehost=none "$@"
}

# Makes the LUKS container of type $1 on the device $2 and opens it as /dev/mapper/$vg.
container() {
  printf baton | cryptsetup luksFormat --batch-mode --type "$1" --uuid "$uuid" --key-file - \
    --pbkdf pbkdf2 --pbkdf-force-iterations 1000 "$2"
  printf baton | cryptsetup open --key-file - "$2" "$vg"
}

# Makes the volume group of the physical volumes given.
group() { lvm vgcreate --quiet --quiet "$vg" "$@"; }

# Makes a logical volume of the group: volume NAME ARGUMENT...
volume() {
  volume=$1
  shift
  lvm lvcreate --quiet --quiet --yes --name "$volume" "$@" "$vg"
}

# Switches the volume group off, so that all of it is on its disks.
leave_group() { lvm vgchange --quiet --quiet --activate n "$vg"; }
