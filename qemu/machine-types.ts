// What differs by processor in QEMU's machines.

/** A processor as build/target.ts names it. */
export type Processor = 'x86_64' | 'arm64';

export interface MachineType {
  /** The program. */
  readonly emulator: string;
  /** The machine and its processor. */
  readonly args: readonly string[];
  /** Whether it has a VGA screen. */
  readonly graphics: boolean;
  /** UEFI for it, and its variables as they are at first. */
  readonly uefi: { readonly firmware: string; readonly variables: string };
  /** The cmdline of baton's own kernel that puts it on the serial console. */
  readonly onSerial: string;
}

export const machineTypes: Readonly<Record<Processor, MachineType>> = {
  x86_64: {
    emulator: 'qemu-system-x86_64',
    // A kernel that is told that `rep movsb` is quick copies and clears memory by it, which is emulated byte by byte.
    args: ['-M', 'q35', '-accel', 'tcg,thread=multi', '-cpu', 'max,-erms,-fsrm'],
    graphics: true,
    uefi: { firmware: '/usr/share/OVMF/OVMF_CODE_4M.fd', variables: '/usr/share/OVMF/OVMF_VARS_4M.fd' },
    // On a busy host an emulated timer may tick too late for the kernel's check of it, which then panics; the demo
    // disk's own kernels go without the check as well.
    onSerial: 'console=ttyS0,115200 no_timer_check',
  },
  arm64: {
    emulator: 'qemu-system-aarch64',
    // A processor that signs its pointers takes twice the time to emulate.
    args: ['-M', 'virt', '-accel', 'tcg,thread=multi', '-cpu', 'cortex-a72'],
    graphics: false,
    uefi: { firmware: '/usr/share/AAVMF/AAVMF_CODE.fd', variables: '/usr/share/AAVMF/AAVMF_VARS.fd' },
    onSerial: 'console=ttyAMA0',
  },
};

export const isProcessor = (name: string): name is Processor => Object.hasOwn(machineTypes, name);
