# The last program of a system that goes down: systemd-shutdown starts it as /run/initramfs/shutdown, with the verb as
# its first argument, when everything is unmounted. It starts the loaded kernel; with none, or for another verb, it does
# what the verb says. last-program.ts has the bytes of this, and its test assembles it.
#   reboot(2): LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, command
	.intel_syntax noprefix
	.globl _start
_start:
	mov ebx, [rsp]
	mov r12, [rsp + 16]
	mov eax, 162			# sync
	syscall
	cmp ebx, 2
	jb kexec
	mov al, [r12]
	mov edx, 0x4321fedc		# power off
	cmp al, 'p'
	je command
	mov edx, 0xcdef0123		# halt
	cmp al, 'h'
	je command
kexec:
	mov edx, 0x45584543
	call reboot
	mov edx, 0x01234567		# restart
command:
	call reboot
	mov edi, 1
	mov eax, 231			# exit_group
	syscall
reboot:
	mov edi, 0xfee1dead
	mov esi, 0x28121969
	xor r10d, r10d
	mov eax, 169
	syscall
	ret
