#!/bin/sh
# Runs in a machine on whose disk the packages are unpacked: does what their own scripts do when they are installed, as
# far as a system with a serial console needs it, makes it the system that an administrator would have then, and leaves
# its filesystem clean.
# $1 is the UUID of the disk's filesystem; what lies beside this script is gone with the machine.
set -eu
export PATH=/usr/sbin:/usr/bin HOME=/root LC_ALL=C
root=/
uuid=$1
. "$(dirname "$0")/configure.sh"

mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t tmpfs tmpfs /tmp

echo 'second stage: files'
# Of base-passwd, base-files, libc-bin, libpam-runtime and mawk.
for name in passwd group; do cp /usr/share/base-passwd/$name.master /etc/$name; done
mkdir -p /media /mnt /opt /srv
cp /usr/share/base-files/profile /etc/profile
for name in profile bashrc; do cp /usr/share/base-files/dot.$name /root/.$name; done
cp /usr/share/libc-bin/nsswitch.conf /etc/nsswitch.conf
ln -s mawk /usr/bin/awk
# pam-auth-update fills in the modules' own lines, here those of pam_unix, and those that follow what comes first.
for name in account auth password session session-noninteractive; do
  sed -e 's/^\$auth_primary$/auth\t[success=1 default=ignore]\tpam_unix.so nullok/' \
    -e 's/^\$account_primary$/account\t[success=1 new_authtok_reqd=done default=ignore]\tpam_unix.so/' \
    -e 's/^\$password_primary$/password\t[success=1 default=ignore]\tpam_unix.so obscure yescrypt/' \
    -e 's/^\$session\(_nonint\)\{0,1\}_primary$/session\t[default=1]\tpam_permit.so/' \
    -e 's/^\$session\(_nonint\)\{0,1\}_additional$/session\trequired\tpam_unix.so/' \
    -e '/^\$/d' /usr/share/pam/common-$name >/etc/pam.d/common-$name
done

echo 'second stage: users'
shadowconfig on
systemd-sysusers
name_system "UUID=$uuid / ext4 errors=remount-ro 0 1"
settle_systemd ba707000000040008000000000000008

echo 'second stage: initrd'
# It gets the drivers of the demo machine and no others: to copy and compress the usual ones takes minutes here.
printf '%s\n' MODULES=list COMPRESSLEVEL=1 >/etc/initramfs-tools/conf.d/demo
printf '%s\n' virtio_pci virtio_blk ext4 >>/etc/initramfs-tools/modules
release=$(basename /usr/lib/modules/*)
depmod "$release"
update-initramfs -c -k "$release"
ln -s "boot/vmlinuz-$release" /vmlinuz
ln -s "boot/initrd.img-$release" /initrd.img

echo 'second stage: grub.cfg'
cat >/etc/default/grub <<'EOF'
GRUB_DEFAULT=0
GRUB_TIMEOUT=5
GRUB_DISTRIBUTOR=`lsb_release -i -s 2> /dev/null || echo Debian`
GRUB_CMDLINE_LINUX_DEFAULT="quiet"
GRUB_CMDLINE_LINUX="console=ttyAMA0"
EOF
mkdir -p /boot/grub /dev/disk/by-uuid
ln -s /dev/vda "/dev/disk/by-uuid/$uuid"
grub-mkconfig --output=/boot/grub/grub.cfg

clean_up
mount -o remount,ro /
echo 'second stage: done'
