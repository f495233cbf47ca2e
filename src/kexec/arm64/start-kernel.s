// Starts an arm64 kernel as its boot protocol asks: the physical address of the device tree in x0, 0 in x1 to x3. The
// running kernel jumps here with the MMU off. start-kernel.ts has the bytes of this, and its test assembles it.
// https://docs.kernel.org/arch/arm64/booting.html
	.globl _start
_start:
	ldr x4, kernel
	ldr x0, tree
	mov x1, xzr
	mov x2, xzr
	mov x3, xzr
	br x4
kernel:	.quad 0
tree:	.quad 0
