#!/bin/sh
# Runs outside the new root, after its packages are installed: makes it the system that an administrator would have
# after an installation with a serial console. $1 is the root; BATON_FS_UUID names the filesystem it will live on.
set -eu
root=$1
here=$(dirname "$0")
. "$here/../debian-base/configure.sh"

name_system "UUID=$BATON_FS_UUID / ext4 errors=remount-ro 0 1"
settle_systemd ba707000000040008000000000000001

# A second kernel, so that grub-mkconfig writes its submenu: the next older one of the same flavour in the archive.
installed=$(basename "$root"/boot/vmlinuz-*-cloud-amd64)
installed=linux-image-${installed#vmlinuz-}
export APT_CONFIG="$MMDEBSTRAP_APT_CONFIG"
older=$(apt-cache --names-only search '^linux-image-6\.1\.0-[0-9]+-cloud-amd64$' | cut -d' ' -f1 | sort -V |
  sed -n "/^$installed\$/q;p" | tail -n 1)
if [ -z "$older" ]; then
  echo "the archive has no kernel of this flavour older than $installed" >&2
  exit 1
fi
apt-get --quiet --yes -o Dpkg::Chroot-Directory="$root" install "$older"
# /vmlinuz and /initrd.img name what was installed last; on a system that grew up in order that is the newest.
chroot "$root" linux-update-symlinks install "${installed#linux-image-}" "/boot/vmlinuz-${installed#linux-image-}"

# Values with a blank and with a character that GRUB's language would expand: both have to reach the kernel as they are.
cat >"$root/etc/default/grub" <<'END'
GRUB_DEFAULT=0
GRUB_TIMEOUT=5
GRUB_DISTRIBUTOR=`lsb_release -i -s 2> /dev/null || echo Debian`
GRUB_CMDLINE_LINUX_DEFAULT="quiet"
GRUB_CMDLINE_LINUX='console=tty0 console=ttyS0,115200 no_timer_check systemd.setenv=MOTTO="hand it over" systemd.setenv=PRICE=\$5'
GRUB_TERMINAL="console serial"
GRUB_SERIAL_COMMAND="serial --unit=0 --speed=115200"
END

# What `grub-install --target=i386-pc` puts into the filesystem; the first sectors are written by embed-grub.ts.
mkdir -p "$root/boot/grub/i386-pc"
cp "$root"/usr/lib/grub/i386-pc/*.mod "$root"/usr/lib/grub/i386-pc/*.lst "$root/usr/lib/grub/i386-pc/boot.img" \
  "$root/boot/grub/i386-pc/"
chroot "$root" grub-mkimage --format=i386-pc --prefix='(,gpt2)/boot/grub' \
  --output=/boot/grub/i386-pc/core.img biosdisk part_gpt ext2
chroot "$root" grub-editenv /boot/grub/grubenv create

# A machine test compares grub.cfg with what the finished system makes of itself.
mkdir -p "$root/dev/disk/by-uuid"
: >"$root/dev/disk/by-uuid/$BATON_FS_UUID"
make_grub_cfg "$here/grub-probe.sh"
rm -r "$root/dev/disk"

clean_up
