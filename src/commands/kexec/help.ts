import { handsDeviceTrees } from '../../kexec/device-tree.ts';

const devicetree = handsDeviceTrees() ? "     --dtb=FILE       A device tree in place of the machine's.\n" : '';

/** What `kexec --help` prints; at most 80 columns. */
export const help = `Usage: kexec [OPTION]... [KERNEL]
Directly reboot into a new kernel

 -l, --load           Load the new kernel into the current kernel.
 -p, --load-panic     Load the new kernel for use on panic.
 -u, --unload         Unload what is loaded; with -p, the kernel for a panic.
 -e, --exec           Execute the loaded kernel: end all processes, unmount the
                      filesystems, bring the network down, and start it.
 -f, --force          Load, and execute at once without ending anything.
                      With none of these, load and go down by way of the
                      system's own shutdown.
     --load-preserve-context  Load a kernel, or a program in ELF, to be jumped
                      into with -e and back from. It stays below --mem-max.
                      The running kernel needs CONFIG_KEXEC_JUMP.
     --load-jump-back-helper  Load the way back into the kernel that was kept,
                      for -e.
     --entry=ADDR     Where that kernel is entered; without it, where
                      kexec_jump_back_entry in /proc/cmdline says.
 -S, --status         Return 1 if the kernel for a panic (with -l, the ordinary
                      one) is loaded, 0 if not.
     --print-ckr-size Print the size of the memory reserved for a panic kernel.
 -s, --kexec-file-syscall  Use kexec_file_load only.
 -c, --kexec-syscall       Use kexec_load only.
 -a, --kexec-syscall-auto  Use kexec_file_load, and kexec_load where that does
                           not know the kind of image (default).
 -x, --no-ifdown      Don't bring down network interfaces.
 -y, --no-sync        Don't sync or unmount filesystems before kexec.
 -i, --no-checks      Start without a look at the digests of what is loaded.
 -t, --type=TYPE      The new kernel is of this type: bzImage64, bzImage,
                      elf-x86_64, elf-x86, multiboot-x86, multiboot2-x86.
     --mem-min=ADDR   The lowest address to load anything into.
     --mem-max=ADDR   The highest address to load anything into.
 -d, --debug          Tell what is done.
 -h, --help           Print this help.
 -v, --version        Print the version.

What is loaded:
     --command-line=STRING, --append=STRING
                      The kernel's command line.
     --reuse-cmdline  Use the running kernel's command line, without BOOT_IMAGE
                      and, for a panic, crashkernel; STRING goes behind it.
     --initrd=FILE, --ramdisk=FILE
                      An initrd; several are joined in this order.
     --module="FILE ARGS..."
                      A module of a multiboot kernel; may be repeated.
${devicetree}     --entry-32bit    Enter a bzImage in 32-bit mode.
     --noefi          Don't tell the new kernel of UEFI.
     --args-linux, --elf64-core-headers, --reuse-video-type
                      This is what is always done.

Where the purgatory, which checks what was loaded, says what it does:
     --console-serial  On a serial line.
     --serial=PORT     Which one: ttyS0 (default), ttyS1, or as 0x3e8.
     --serial-baud=BAUD  Its speed; without it the line is left as it is.
     --console-vga     On the text screen.

Exit status: 0 it worked; 1 the command line is wrong, nothing is loaded, or a
file is missing (255 with -s and -a); 255 the kernel could not be loaded or
started.`;
