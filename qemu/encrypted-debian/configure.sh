#!/bin/sh
# Runs outside the new root, after its packages are installed: makes it the system that Debian's installer leaves on an
# encrypted disk, with /boot inside. $1 is the root; BATON_FS_UUID names its filesystem, BATON_LUKS_UUID what is around.
set -eu
root=$1
here=$(dirname "$0")

printf 'demo\n' >"$root/etc/hostname"
printf '127.0.0.1\tlocalhost\n127.0.1.1\tdemo\n' >"$root/etc/hosts"
printf '/dev/mapper/root_crypt / ext4 errors=remount-ro 0 1\n' >"$root/etc/fstab"
chroot "$root" passwd --quiet --delete root

# See the demo disk's: an installed system is past its first boot.
printf 'ba707000000040008000000000000002\n' >"$root/etc/machine-id"
touch "$root/etc/.updated" "$root/var/.updated"
chroot "$root" systemctl --quiet mask \
  apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer

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

# grub-mkconfig asks grub-probe about the device under `/`, which does not exist yet: a stand-in answers.
mv "$root/usr/sbin/grub-probe" "$root/usr/sbin/grub-probe.real"
cp "$here/grub-probe.sh" "$root/usr/sbin/grub-probe"
chmod 755 "$root/usr/sbin/grub-probe"
mkdir -p "$root/boot/grub"
chroot "$root" env BATON_FS_UUID="$BATON_FS_UUID" BATON_LUKS_UUID="$BATON_LUKS_UUID" \
  grub-mkconfig --output=/boot/grub/grub.cfg
mv "$root/usr/sbin/grub-probe.real" "$root/usr/sbin/grub-probe"

rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/*.bin "$root"/var/cache/apt/archives/*.deb \
  "$root"/var/cache/debconf/*-old "$root"/var/log/*.log "$root"/var/log/apt
