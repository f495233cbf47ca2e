# A Linux kernel as far as boot loaders can tell, which writes `<COMMAND LINE>` and the size of its initrd, as eight
# letters from A for 0 to P for 15, to the first serial port, and powers off.
# https://docs.kernel.org/arch/x86/boot.html

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
  movw $8, %cx
digit:
  roll $4, %ebx
  movb %bl, %al
  andb $15, %al
  addb $'A', %al
  call put
  loop digit
  movb $'\n', %al
  call put
  movw $0x604, %dx            # ACPI's PM1a control of QEMU's PC: soft off
  movw $0x2000, %ax
  outw %ax, %dx
halt:
  hlt
  jmp halt
put:
  pushw %ax
  movw $0x3fd, %dx            # line status of COM1, then its data
wait:
  inb %dx, %al
  testb $0x20, %al
  jz wait
  popw %ax
  movw $0x3f8, %dx
  outb %al, %dx
  ret
.org 0x400
  .fill 512
