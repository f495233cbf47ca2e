# A Linux kernel that kexec_file_load(2) takes: it is entered in long mode, writes `<COMMAND LINE>` and the size of its
# initrd to the first serial port, and powers off. https://docs.kernel.org/arch/x86/boot.html

.text
.org 0x1f1
  .byte 1                     # setup_sects
.org 0x1f4
  .long (end - protected) / 16 # syssize
.org 0x1fe
  .word 0xaa55
.org 0x200
  .byte 0xeb, 0x66            # jump; the header ends at 0x202 + 0x66
  .ascii "HdrS"
  .word 0x020c                # version of the boot protocol
.org 0x20e
  .word version - 0x200
.org 0x211
  .byte 1                     # loadflags: LOADED_HIGH
.org 0x214
  .long 0x100000              # code32_start
.org 0x22c
  .long 0x7fffffff            # initrd_addr_max
  .long 0x200000              # kernel_alignment
  .byte 1                     # relocatable_kernel
  .byte 21                    # min_alignment
  .word 3                     # xloadflags: KERNEL_64, CAN_BE_LOADED_ABOVE_4G
  .long 2047                  # cmdline_size
.org 0x258
  .quad 0x1000000             # pref_address
  .long 0x10000               # init_size
.org 0x268
version:
  .asciz "1.0.0-printing (baton's tests)"
.org 0x400
protected:
.org 0x600
.code64                       # the 64-bit entry point; %rsi is boot_params, memory is mapped as it is
  leaq stack(%rip), %rsp
  movl 0x228(%rsi), %ebx      # cmd_line_ptr
  movb $'<', %al
  call put
next:
  movb (%rbx), %al
  testb %al, %al
  jz size
  call put
  incq %rbx
  jmp next
size:
  movb $'>', %al
  call put
  movl 0x21c(%rsi), %ebx      # ramdisk_size
.include "print-size.s"
.org 0x800
stack:
.org 0x1000
end:
