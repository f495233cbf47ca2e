# The end of both kernels: prints %ebx as eight letters from A for 0 to P for 15, and powers off.
  movl $8, %ecx
digit:
  roll $4, %ebx
  movb %bl, %al
  andb $15, %al
  addb $'A', %al
  call put
  loop digit
  movb $'\n', %al
  call put
  movw $0x604, %dx            # ACPI's PM1a control of QEMU's PCs: soft off
  movw $0x2000, %ax
  outw %ax, %dx
halt:
  hlt
  jmp halt
put:                          # prints %al
  movb %al, %ah
  movw $0x3fd, %dx            # line status of COM1, then its data
wait:
  inb %dx, %al
  testb $0x20, %al
  jz wait
  movb %ah, %al
  movw $0x3f8, %dx
  outb %al, %dx
  ret
