#!/bin/sh
# Runs outside the new root, after its packages are installed: makes it the system that Debian's installer leaves on an
# encrypted disk, with /boot inside. $1 is the root; BATON_FS_UUID names its filesystem, BATON_LUKS_UUID what is around.
set -eu
root=$1
here=$(dirname "$0")
. "$here/../debian-base/configure.sh"

name_system '/dev/mapper/root_crypt / ext4 errors=remount-ro 0 1'
settle_systemd ba707000000040008000000000000002

# The option puts the line into the initrd, although the device is not there while that is made.
printf 'root_crypt UUID=%s none luks,discard,initramfs\n' "$BATON_LUKS_UUID" >"$root/etc/crypttab"
release=$(basename "$root"/lib/modules/*)
chroot "$root" update-initramfs -u -k "$release"

# The same system's initrd by dracut, without and with systemd in it; what dracut would take from this machine is left
# out.
dracut() {
  modules=$1
  chroot "$root" dracut --quiet --force --no-hostonly --no-hostonly-cmdline --kver "$release" --zstd \
    --modules "base crypt dm fs-lib kernel-modules rootfs-block shutdown udev-rules $modules" "$2"
}
dracut '' /boot/dracut.img
dracut 'dracut-systemd systemd systemd-initrd' /boot/dracut-systemd.img

cat >"$root/etc/default/grub" <<'END'
GRUB_DEFAULT=0
GRUB_TIMEOUT=5
GRUB_DISTRIBUTOR=Debian
GRUB_CMDLINE_LINUX_DEFAULT=""
GRUB_CMDLINE_LINUX="console=ttyS0,115200 no_timer_check"
GRUB_ENABLE_CRYPTODISK=y
END
cat >"$root/etc/grub.d/40_custom" <<END
#!/bin/sh
exec tail -n +3 "\$0"
menuentry 'dracut' {
  linux /boot/vmlinuz-$release root=UUID=$BATON_FS_UUID ro rd.luks.uuid=luks-$BATON_LUKS_UUID console=ttyS0,115200 no_timer_check
  initrd /boot/dracut.img
}
menuentry 'dracut with systemd' {
  linux /boot/vmlinuz-$release root=/dev/mapper/root_crypt ro rd.luks.name=$BATON_LUKS_UUID=root_crypt console=ttyS0,115200 no_timer_check
  initrd /boot/dracut-systemd.img
}
END

make_grub_cfg "$here/grub-probe.sh"
clean_up
