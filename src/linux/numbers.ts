// What differs by processor in the kernel's interface: system call numbers (asm/unistd.h).

interface Numbers {
  readonly finitModule: number;
  readonly kexecFileLoad: number;
  readonly kexecLoad: number;
}

const byProcessor: Readonly<Record<string, Numbers>> = {
  x64: { finitModule: 313, kexecFileLoad: 320, kexecLoad: 246 },
  arm64: { finitModule: 273, kexecFileLoad: 294, kexecLoad: 104 },
};

const found = byProcessor[process.arch];
if (!found) throw new Error(`baton has no system call numbers for this processor (${process.arch})`);

export const numbers: Numbers = found;
