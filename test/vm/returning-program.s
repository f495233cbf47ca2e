# A program that is jumped into: it says on the first serial line for which time it was called, up to the ninth, and
# returns. What it counts stays in its own memory.
.code64
.globl _start
_start:
  incb times(%rip)
  leaq message(%rip), %rsi
next:
  lodsb
  testb %al, %al
  jz done
  movb %al, %bl
  movw $0x3fd, %dx            # line status of COM1, then its data
wait:
  inb %dx, %al
  testb $0x20, %al
  jz wait
  movb %bl, %al
  movw $0x3f8, %dx
  outb %al, %dx
  jmp next
done:
  ret
message: .ascii "called for time "
times:   .ascii "0"
         .asciz "\r\n"
