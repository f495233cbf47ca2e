# What lies between a kernel and the initramfs behind it in a payload: it moves the initramfs to where the kernel
# leaves it alone, tells the kernel of it as a boot loader would, and enters the kernel where the loader meant to.
# https://docs.kernel.org/arch/x86/boot.html, sections "32-bit Boot Protocol" and "64-bit Boot Protocol"
#
# payload.ts has put jumps to here on both entry points, whose bytes are put back first. A kernel is unpacked upwards
# from where it runs, through `init_size` bytes: its load address, aligned, and at least the address that it prefers.
# Behind that lies nothing of it.

.equ RAMDISK_IMAGE, 0x218       # of struct boot_params
.equ RAMDISK_SIZE, 0x21c
.equ EXT_RAMDISK_IMAGE, 0x0c0
.equ SCRATCH, 0x1e4
.equ INIT_SIZE, 0x260
.equ ENTRY_64, 0x200            # from the kernel's beginning; that of 32 bits is the beginning itself

.text
start:

# The parameters, which payload.ts writes.
distance:   .long 0             # from the kernel's beginning to here
offset:     .long 0             # from here to the initramfs
size:       .long 0             # of the initramfs, without what fills it up to a multiple of 8
init_size:  .long 0             # what the kernel says it needs
align_mask: .long 0             # kernel_alignment - 1
preferred:  .long 0             # the lowest address that it runs at
bytes_32:   .quad 0             # what was at the entry points
bytes_64:   .quad 0

.org 0x40
.code32
entry_32:
  cli
  leal SCRATCH + 4(%esi), %esp  # the only memory that may be written to, as the kernel itself does here
  call here
here:
  popl %ebp
  subl $here - start, %ebp
  movl %esi, %edx
  movl %ebp, %ebx
  subl distance - start(%ebp), %ebx
  movl bytes_32 - start(%ebp), %eax
  movl %eax, (%ebx)
  movl bytes_32 - start + 4(%ebp), %eax
  movl %eax, 4(%ebx)
  movl bytes_64 - start(%ebp), %eax
  movl %eax, ENTRY_64(%ebx)
  movl bytes_64 - start + 4(%ebp), %eax
  movl %eax, ENTRY_64 + 4(%ebx)
  movl init_size - start(%ebp), %ecx
  movl %ecx, INIT_SIZE(%edx)
  cmpl $0, RAMDISK_SIZE(%edx)   # whoever gave an initrd wants that one
  jne enter_32

  movl align_mask - start(%ebp), %eax
  leal (%ebx,%eax), %edi
  notl %eax
  andl %eax, %edi
  cmpl preferred - start(%ebp), %edi
  jae runs_32
  movl preferred - start(%ebp), %edi
runs_32:
  addl %ecx, %edi
  addl $0xfff, %edi
  andl $0xfffff000, %edi
  movl size - start(%ebp), %ecx
  movl %edi, RAMDISK_IMAGE(%edx)
  movl %ecx, RAMDISK_SIZE(%edx)
  movl %ebp, %esi
  addl offset - start(%ebp), %esi
  addl $7, %ecx
  andl $0xfffffff8, %ecx
  leal -4(%esi,%ecx), %esi      # from its end, because it may be moved onto itself
  leal -4(%edi,%ecx), %edi
  shrl $2, %ecx
  std
  rep movsl
  cld
enter_32:
  movl %edx, %esi
  xorl %ebp, %ebp
  xorl %edi, %edi
  jmp *%ebx

.org 0x100
.code64
entry_64:
  cli
  leaq start(%rip), %rbp
  movq %rsi, %rdx
  movl distance(%rip), %eax
  movq %rbp, %rbx
  subq %rax, %rbx
  movq bytes_32(%rip), %rax
  movq %rax, (%rbx)
  movq bytes_64(%rip), %rax
  movq %rax, ENTRY_64(%rbx)
  movl init_size(%rip), %ecx
  movl %ecx, INIT_SIZE(%rdx)
  cmpl $0, RAMDISK_SIZE(%rdx)
  jne enter_64

  movl align_mask(%rip), %eax
  leaq (%rbx,%rax), %rdi
  notq %rax
  andq %rax, %rdi
  movl preferred(%rip), %eax
  cmpq %rax, %rdi
  cmovbq %rax, %rdi
  addq %rcx, %rdi
  addq $0xfff, %rdi
  andq $-0x1000, %rdi
  movl size(%rip), %ecx
  movl %edi, RAMDISK_IMAGE(%rdx)
  movl %ecx, RAMDISK_SIZE(%rdx)
  movq %rdi, %rax
  shrq $32, %rax
  movl %eax, EXT_RAMDISK_IMAGE(%rdx)
  movl offset(%rip), %esi
  addq %rbp, %rsi
  addq $7, %rcx
  andq $-8, %rcx
  leaq -8(%rsi,%rcx), %rsi
  leaq -8(%rdi,%rcx), %rdi
  shrq $3, %rcx
  std
  rep movsq
  cld
enter_64:
  movq %rdx, %rsi
  leaq ENTRY_64(%rbx), %rax
  jmp *%rax
