#!/bin/sh
# Runs outside the new root, after its packages are installed: makes it a system with a login on the serial console, and
# a service that leaves a mark when it is stopped. $1 is the root; BATON_FS_UUID names the filesystem it will live on.
set -eu
root=$1
. "$(dirname "$0")/../debian-base/configure.sh"

name_system "UUID=$BATON_FS_UUID / ext4 errors=remount-ro 0 1"
sed -i '/respawn:.*getty.*tty[1-6]$/d' "$root/etc/inittab"
echo 'S0:2345:respawn:/sbin/agetty --noclear 115200 ttyS0 vt100' >>"$root/etc/inittab"
# What reads and sets the clock at start and end has it send interrupts, which keep an emulated processor busy.
rm "$root/sbin/hwclock" "$root/usr/lib/udev/rules.d/85-hwclock.rules"

cat >"$root/etc/init.d/witness" <<'END'
#!/bin/sh
### BEGIN INIT INFO
# Provides:          witness
# Required-Start:    $local_fs
# Required-Stop:     $local_fs
# Default-Start:     2 3 4 5
# Default-Stop:      0 1 6
# Short-Description: Leaves a mark when it is stopped
### END INIT INFO
case "$1" in
  stop) date >/var/stopped ;;
esac
exit 0
END
chmod 755 "$root/etc/init.d/witness"
chroot "$root" update-rc.d witness defaults

mkdir -p "$root/boot/grub"
entry() {
  cat <<END
menuentry '$1' {
  search --no-floppy --fs-uuid --set=root $BATON_FS_UUID
  linux /vmlinuz root=UUID=$BATON_FS_UUID console=ttyS0,115200 no_timer_check quiet $2
  initrd /initrd.img
}
END
}
{
  echo 'set timeout=1'
  entry 'Debian without systemd' ro
  entry 'The same, marked' 'ro marked'
  entry 'A shell and nothing else' 'rw init=/bin/sh'
} >"$root/boot/grub/grub.cfg"
clean_up
