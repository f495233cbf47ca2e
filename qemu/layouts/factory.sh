#!/bin/busybox sh
# PID 1 of the machine that makes layouts. It reaches the root of baton's image as initramfs/init does, and becomes what
# lies in /factory.d/start there. The machine goes on until the host has heard enough and ends it.
b=/bin/busybox
root=/root

if $b insmod /loop.ko && $b insmod /squashfs.ko && $b mount -t squashfs -o ro,loop /root.squashfs $root &&
  $b mount -t devtmpfs devtmpfs $root/dev && $b mount -t proc proc $root/proc && $b mount -t sysfs sysfs $root/sys &&
  $b mount -t tmpfs tmpfs $root/run && $b mount -t tmpfs tmpfs $root/tmp && $b mount -t tmpfs tmpfs $root/mnt &&
  $b cp -r /factory.d $root/run/factory; then
  # Not chroot: the kernel starts modprobe in the root of PID 1.
  exec $b switch_root $root /bin/sh -c '. /run/factory/start; while :; do sleep 3600; done'
fi
echo 'factory: failed: the root of the image could not be reached'
while :; do $b sleep 3600; done
