# Runs in the root of baton's image: prepares the tools, then runs the scripts of the layouts that are listed in
# /run/factory/list, one a line: NAME END PAYLOAD UUID DISK..., with an END of `cut` or `whole`.
export PATH=/sbin:/bin:/usr/sbin:/usr/bin
# There is no udev: the device mapper's library makes the nodes itself.
export DM_DISABLE_UDEV=1
# The image's own configuration of LVM never writes; this one has to.
export LVM_SYSTEM_DIR=/run/lvm-factory
mkdir -p $LVM_SYSTEM_DIR /run/lock/lvm /run/lvm /run/cryptsetup
cat >$LVM_SYSTEM_DIR/lvm.conf <<'END'
devices {
  obtain_device_list_from_udev = 0
  external_device_info_source = "none"
  use_devicesfile = 0
}
activation {
  udev_sync = 0
  udev_rules = 0
  verify_udev_operations = 1
  monitoring = 0
}
global {
  locking_dir = "/run/lock/lvm"
  use_lvmpolld = 0
  event_activation = 0
  thin_check_executable = ""
  cache_check_executable = ""
}
allocation {
  wipe_signatures_when_zeroing_new_lvs = 0
}
backup {
  backup = 0
  archive = 0
}
END
for module in virtio_pci virtio_blk dm-mod dm-crypt dm-raid dm-mirror dm-snapshot dm-thin-pool md-mod linear raid0 raid1 \
  raid10 raid456 ext4 xfs btrfs; do
  modprobe $module || echo "factory: failed: the module $module"
done
# Nothing is written back by itself, so that what is cut off has its changes in its journal alone.
echo 360000 >/proc/sys/vm/dirty_writeback_centisecs
echo 360000 >/proc/sys/vm/dirty_expire_centisecs

while read -r name end payload uuid disks <&3; do
  mkdir -p /mnt/$name
  echo "factory: $name"
  if (cd /mnt/$name && export name payload uuid && sh -eu -c '. /run/factory/lib; . "/run/factory/$name"' "$name" $disks)
  then
    # What is to be cut off comes last, and has flushed what is to be on its disks.
    [ $end = cut ] || sync
    echo "factory: $name: done"
  else
    echo "factory: failed: $name, for the reason above"
    break
  fi
done 3</run/factory/list
