# The purgatory: what the running kernel jumps to, and what starts the kernel that was loaded. It lies in two pages of
# its own, at any address (below 4 GiB where what it starts is entered in 32-bit mode): code and parameters in the
# first, its stack in the second.
#
# It is entered in 64-bit mode with all that was loaded mapped at its physical address, interrupts off, and a GDT that is
# not there any more (arch/x86/kernel/relocate_kernel_64.S). purgatory.ts writes the parameters; build/purgatory.ts makes
# purgatory-code.ts of this file.
#
# Where the running kernel is kept to be returned to (KEXEC_PRESERVE_CONTEXT), it calls the purgatory, and what is at the
# return address undoes what was done. There it takes from the top of the stack where to call the next time.

.equ REGIONS, 16                # KEXEC_SEGMENT_MAX
.equ STACK_END, 0x2000
.equ CODE, 0x10                 # __BOOT_CS and __BOOT_DS of the boot protocol
.equ DATA, 0x18

.equ LEAVE_LONG_MODE, 1         # flags
.equ SKIP_CHECK, 2
.equ SERIAL, 4
.equ VGA, 8

.code64
.text
start:
  jmp begin

# The parameters. Numbers are little endian; purgatory.ts has the same offsets.
.org 0x08
entry:        .quad 0           # where the kernel begins
parameters:   .quad 0           # rsi or esi: the address of its boot parameters
eax:          .long 0           # eax and ebx of a kernel that is entered in 32-bit mode
ebx:          .long 0
flags:        .long 0
port:         .word 0x3f8       # of the serial line
divisor:      .word 0           # 115,200 by its speed; 0 leaves the line as it is
backup_from:  .quad 0           # memory that a crash kernel is going to use, and where it is to be kept
backup_to:    .quad 0
backup_size:  .quad 0
.org 0x40
digest:       .fill 32          # SHA-256 of the regions, one after the other
last_block:   .fill 64          # the padding that ends them, FIPS 180-4 section 5.1.1
regions:      .fill 2 * REGIONS, 8, 0   # address and length, in multiples of 64; 0 and 0 after the last one
digits:       .quad 0           # where on the kernel's cmdline the return address goes, as 16 digits; 0 for nowhere

begin:
  cli
  cld
  leaq start(%rip), %rbp
  movq (%rsp), %rax             # 0 where the running kernel is not to be returned to
  movq %rax, return_address(%rip)
  leaq STACK_END(%rbp), %rsp
  leaq gdt(%rip), %rax
  movq %rax, gdt_base(%rip)
  lgdt gdt_limit(%rip)
  movl $DATA, %eax
  movl %eax, %ds
  movl %eax, %es
  movl %eax, %ss
  movl %eax, %fs
  movl %eax, %gs
  pushq $CODE
  leaq segments_loaded(%rip), %rax
  pushq %rax
  lretq
segments_loaded:
  call open_console
  leaq hello(%rip), %rsi
  call print
  testb $SKIP_CHECK, flags(%rip)
  jnz checked
  call check
  testl %eax, %eax
  jz checked
  leaq mismatch(%rip), %rsi
  call print
  lidt no_gates(%rip)           # no handler for a fault, for that one, and for the double fault: the machine resets
  ud2

checked:
  movq backup_from(%rip), %rsi
  movq backup_to(%rip), %rdi
  movq backup_size(%rip), %rcx
  rep movsb
  testb $LEAVE_LONG_MODE, flags(%rip)
  jnz leave_long_mode
  cmpq $0, return_address(%rip)
  jne call_entry
  movq parameters(%rip), %rsi
  xorl %ebx, %ebx
  jmp *entry(%rip)

# A kernel jumps to the return address by itself, with where it wants to go on on the top of the stack; a simple program
# returns here, and is called again from its beginning the next time, with its memory as it left it.
call_entry:
  orb $SKIP_CHECK, flags(%rip)
  call write_digits
  movq parameters(%rip), %rsi
  xorl %ebx, %ebx
  call *entry(%rip)
  cli
  cld
  leaq start(%rip), %rax
  leaq STACK_END(%rax), %rsp
  pushq %rax
  jmp *return_address(%rip)

# Writes the return address.
write_digits:
  movq digits(%rip), %rdi
  testq %rdi, %rdi
  jz digits_written
  movq return_address(%rip), %rdx
  leaq hexadecimal(%rip), %rsi
  movl $16, %ecx
next_digit:
  rolq $4, %rdx
  movl %edx, %eax
  andl $15, %eax
  movb (%rsi,%rax), %al
  stosb
  loop next_digit
digits_written:
  ret

# https://www.gnu.org/software/grub/manual/multiboot2/multiboot.html#I386-machine-state
# https://docs.kernel.org/arch/x86/boot.html#bit-boot-protocol: the code segment has the same selector in both modes.
leave_long_mode:
  movq code32(%rip), %rax
  movq %rax, code(%rip)
  pushq $CODE
  leaq compatibility_mode(%rip), %rax
  pushq %rax
  lretq
.code32
compatibility_mode:
  movl %cr0, %eax
  andl $0x7fffffff, %eax        # paging off
  movl %eax, %cr0
  movl $0xc0000080, %ecx        # EFER
  rdmsr
  andl $0xfffffeff, %eax        # LME
  wrmsr
  xorl %eax, %eax
  movl %eax, %cr4
  movl eax - start(%ebp), %eax
  movl ebx - start(%ebp), %ebx
  movl parameters - start(%ebp), %esi
  pushl entry - start(%ebp)
  xorl %edi, %edi
  xorl %ebp, %ebp
  ret
.code64

# Tells in eax, with 0 for yes, whether the regions still have their digest. Changes all registers but rsp and rbp.
check:
  pushq %rbp
  subq $0x120, %rsp             # 64 words of the message schedule, 8 of the hash value
  leaq 0x100(%rsp), %rdi
  leaq initial(%rip), %rsi
  movl $8, %ecx
  rep movsl
  leaq regions(%rip), %rbp
next_region:
  movq (%rbp), %rsi
  movq 8(%rbp), %rdx
  addq $16, %rbp
  testq %rdx, %rdx
  jz regions_done
next_block:
  call compress
  addq $64, %rsi
  subq $64, %rdx
  jnz next_block
  leaq regions + 16 * REGIONS(%rip), %rax
  cmpq %rax, %rbp
  jne next_region
regions_done:
  leaq last_block(%rip), %rsi
  call compress
  leaq digest(%rip), %rsi
  leaq 0x100(%rsp), %rdi
  movl $8, %ecx
  xorl %edx, %edx
next_word:
  lodsl
  bswapl %eax
  xorl (%rdi), %eax
  orl %eax, %edx
  addq $4, %rdi
  loop next_word
  movl %edx, %eax
  addq $0x120, %rsp
  popq %rbp
  ret

# Takes the block at rsi into the hash value, FIPS 180-4 section 6.2.2: r8d to r15d are a to h. Keeps rsi, rdx and rbp.
# The caller's frame lies above the return address.
.equ W, 8
.equ HASH, 0x108
compress:
  xorl %ecx, %ecx
load_word:
  movl (%rsi,%rcx,4), %eax
  bswapl %eax
  movl %eax, W(%rsp,%rcx,4)
  incl %ecx
  cmpl $16, %ecx
  jb load_word
extend_word:
  movl W - 15 * 4(%rsp,%rcx,4), %eax
  movl %eax, %ebx
  movl %eax, %edi
  rorl $7, %eax
  rorl $18, %ebx
  shrl $3, %edi
  xorl %ebx, %eax
  xorl %edi, %eax
  addl W - 16 * 4(%rsp,%rcx,4), %eax
  addl W - 7 * 4(%rsp,%rcx,4), %eax
  movl W - 2 * 4(%rsp,%rcx,4), %ebx
  movl %ebx, %edi
  movl %ebx, %r8d
  rorl $17, %ebx
  rorl $19, %edi
  shrl $10, %r8d
  xorl %edi, %ebx
  xorl %r8d, %ebx
  addl %ebx, %eax
  movl %eax, W(%rsp,%rcx,4)
  incl %ecx
  cmpl $64, %ecx
  jb extend_word

  movl HASH(%rsp), %r8d
  movl HASH + 4(%rsp), %r9d
  movl HASH + 8(%rsp), %r10d
  movl HASH + 12(%rsp), %r11d
  movl HASH + 16(%rsp), %r12d
  movl HASH + 20(%rsp), %r13d
  movl HASH + 24(%rsp), %r14d
  movl HASH + 28(%rsp), %r15d
  xorl %ecx, %ecx
  pushq %rsi
  leaq constants(%rip), %rsi
.equ PUSHED, 8
round:
  movl %r12d, %eax              # T1 = h + S1(e) + Ch(e, f, g) + K + W, in r15d
  rorl $6, %eax
  movl %r12d, %ebx
  rorl $11, %ebx
  xorl %ebx, %eax
  rorl $14, %ebx                # 25 in all
  xorl %ebx, %eax
  addl %eax, %r15d
  movl %r13d, %eax
  xorl %r14d, %eax
  andl %r12d, %eax
  xorl %r14d, %eax
  addl %eax, %r15d
  addl (%rsi,%rcx,4), %r15d
  addl W + PUSHED(%rsp,%rcx,4), %r15d
  movl %r8d, %eax               # T2 = S0(a) + Maj(a, b, c), in eax
  rorl $2, %eax
  movl %r8d, %ebx
  rorl $13, %ebx
  xorl %ebx, %eax
  rorl $9, %ebx                 # 22 in all
  xorl %ebx, %eax
  movl %r8d, %ebx
  orl %r9d, %ebx
  andl %r10d, %ebx
  movl %r8d, %edi
  andl %r9d, %edi
  orl %edi, %ebx
  addl %ebx, %eax
  addl %r15d, %eax
  addl %r15d, %r11d             # e = d + T1, and each of the others moves on by one
  movl %r14d, %r15d
  movl %r13d, %r14d
  movl %r12d, %r13d
  movl %r11d, %r12d
  movl %r10d, %r11d
  movl %r9d, %r10d
  movl %r8d, %r9d
  movl %eax, %r8d
  incl %ecx
  cmpl $64, %ecx
  jb round
  popq %rsi

  addl %r8d, HASH(%rsp)
  addl %r9d, HASH + 4(%rsp)
  addl %r10d, HASH + 8(%rsp)
  addl %r11d, HASH + 12(%rsp)
  addl %r12d, HASH + 16(%rsp)
  addl %r13d, HASH + 20(%rsp)
  addl %r14d, HASH + 24(%rsp)
  addl %r15d, HASH + 28(%rsp)
  ret

# Sets the serial line to the speed that is asked for, eight bits, no parity (National Semiconductor's 16550).
open_console:
  testb $SERIAL, flags(%rip)
  jz console_open
  movw divisor(%rip), %cx
  testw %cx, %cx
  jz console_open
  movw port(%rip), %dx
  addw $3, %dx                  # line control, with the divisor in place of the data
  movb $0x83, %al
  outb %al, %dx
  subw $3, %dx
  movb %cl, %al
  outb %al, %dx
  incw %dx
  movb %ch, %al
  outb %al, %dx
  addw $2, %dx
  movb $0x03, %al
  outb %al, %dx
console_open:
  ret

# Prints the string at rsi on the consoles that the flags name: on the serial line, and on the text screen of a VGA in
# a line of its own.
print:
  movq line(%rip), %rdi
  addq $160, line(%rip)
next_character:
  lodsb
  testb %al, %al
  jz printed
  testb $VGA, flags(%rip)
  jz not_vga
  movb %al, (%rdi)
  movb $7, 1(%rdi)              # grey on black
  addq $2, %rdi
not_vga:
  testb $SERIAL, flags(%rip)
  jz next_character
  movb %al, %bl
  movl $100000, %ecx            # a line that is not there must not hold the machine up
  movw port(%rip), %dx
  addw $5, %dx                  # line status
wait_for_line:
  inb %dx, %al
  testb $0x20, %al
  loopz wait_for_line
  subw $5, %dx
  movb %bl, %al
  outb %al, %dx
  jmp next_character
printed:
  testb $SERIAL, flags(%rip)
  jz ended
  movw port(%rip), %dx
  movb $'\r', %al
  outb %al, %dx
  movb $'\n', %al
  outb %al, %dx
ended:
  ret

.balign 8
line:         .quad 0xb8000     # of the text screen
return_address: .quad 0
              .fill 6
gdt_limit:    .word gdt_end - gdt - 1
gdt_base:     .quad 0
no_gates:     .word 0
              .quad 0
.balign 8
gdt:
  .quad 0, 0
code: .quad 0x00af9a000000ffff  # 64-bit
      .quad 0x00cf92000000ffff  # data
gdt_end:
code32: .quad 0x00cf9a000000ffff

hexadecimal: .ascii "0123456789abcdef"
hello:    .asciz "I'm in purgatory"
mismatch: .asciz "sha256 digests do not match: what was loaded has been overwritten. The machine restarts."

.balign 4
initial:                        # FIPS 180-4 section 5.3.3
  .long 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
constants:                      # FIPS 180-4 section 4.2.2
  .long 0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5
  .long 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174
  .long 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da
  .long 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967
  .long 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85
  .long 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070
  .long 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3
  .long 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
