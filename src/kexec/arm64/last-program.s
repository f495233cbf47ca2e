// The last program of a system that goes down, as ../last-program.s tells it, for arm64.
	.globl _start
_start:
	ldr x19, [sp]
	ldr x20, [sp, #16]
	mov x8, #81			// sync
	svc #0
	cmp x19, #2
	b.lo kexec
	ldrb w21, [x20]
	mov w2, #0xfedc			// power off
	movk w2, #0x4321, lsl #16
	cmp w21, #'p'
	b.eq command
	mov w2, #0x0123			// halt
	movk w2, #0xcdef, lsl #16
	cmp w21, #'h'
	b.eq command
kexec:
	mov w2, #0x4543
	movk w2, #0x4558, lsl #16
	bl reboot
	mov w2, #0x4567			// restart
	movk w2, #0x0123, lsl #16
command:
	bl reboot
	mov x0, #1
	mov x8, #94			// exit_group
	svc #0
reboot:
	mov w0, #0xdead
	movk w0, #0xfee1, lsl #16
	mov w1, #0x1969
	movk w1, #0x2812, lsl #16
	mov x3, xzr
	mov x8, #142
	svc #0
	ret
