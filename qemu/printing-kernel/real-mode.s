# A Linux kernel as far as boot loaders in a BIOS can tell: it is entered in real mode, writes `<COMMAND LINE>` and the
# size of its initrd to the first serial port, and powers off. https://docs.kernel.org/arch/x86/boot.html

.code16
.text
.org 0x1f1
  .byte 1                     # setup_sects
.org 0x1fe
  .word 0xaa55
.org 0x200
  jmp start
  .ascii "HdrS"
  .word 0x0203                # version of the boot protocol
.org 0x211
  .byte 1                     # loadflags: LOADED_HIGH
.org 0x214
  .long 0x100000              # code32_start
.org 0x22c
  .long 0x37ffffff            # initrd_addr_max
start:
  movl 0x228, %ebx            # cmd_line_ptr, below 1 MiB
  movl %ebx, %eax
  shrl $4, %eax
  movw %ax, %es
  andw $15, %bx
  movb $'<', %al
  call put
next:
  movb %es:(%bx), %al
  testb %al, %al
  jz size
  call put
  incw %bx
  jmp next
size:
  movb $'>', %al
  call put
  movl 0x21c, %ebx            # ramdisk_size
.include "print-size.s"
.org 0x400
  .fill 512
