# For the hooks that make a system of the packages: what each of them does. $root is the new root.

# Who the system is, and how it is entered: as root, without a password. $1 is its /etc/fstab.
name_system() {
  printf 'demo\n' >"$root/etc/hostname"
  printf '127.0.0.1\tlocalhost\n127.0.1.1\tdemo\n' >"$root/etc/hosts"
  printf '%s\n' "$1" >"$root/etc/fstab"
  chroot "$root" passwd --quiet --delete root
}

# An installed system is past its first boot: without an id, here $1, systemd would preset every unit again at each boot
# of a snapshot, and without the two stamps it would rebuild its caches. Its timers only cost time on a machine that
# lives for a minute.
settle_systemd() {
  printf '%s\n' "$1" >"$root/etc/machine-id"
  touch "$root/etc/.updated" "$root/var/.updated"
  chroot "$root" systemctl --quiet mask \
    apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer
}

# Writes grub.cfg. grub-mkconfig asks grub-probe about the device under `/`, which does not exist yet: for this one run
# the stand-in $1 gives the answers that the real one gives on the finished disk.
make_grub_cfg() {
  mv "$root/usr/sbin/grub-probe" "$root/usr/sbin/grub-probe.real"
  cp "$1" "$root/usr/sbin/grub-probe"
  chmod 755 "$root/usr/sbin/grub-probe"
  mkdir -p "$root/boot/grub"
  chroot "$root" grub-mkconfig --output=/boot/grub/grub.cfg
  mv "$root/usr/sbin/grub-probe.real" "$root/usr/sbin/grub-probe"
}

# Takes away what the installation has left behind.
clean_up() {
  rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/*.bin "$root"/var/cache/apt/archives/*.deb \
    "$root"/var/cache/debconf/*-old "$root"/var/log/*.log "$root"/var/log/apt
}
