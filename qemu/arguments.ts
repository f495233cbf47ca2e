// The command line of QEMU for a machine.
// https://www.qemu.org/docs/master/system/invocation.html

/** How a disk is attached: which controller the guest has to have a driver for. */
export type Interface = 'virtio' | 'virtio-scsi' | 'nvme' | 'ahci' | 'usb' | 'cdrom';

export interface Disk {
  /** A raw or qcow2 image on the host. */
  readonly file: string;
  /** `raw` if absent. */
  readonly format?: 'raw' | 'qcow2';
  /** `virtio` if absent. */
  readonly interface?: Interface;
  /** Whether what the guest writes goes into the file. If not, which is the default, it is forgotten at the end. */
  readonly write?: boolean;
}

export interface MachineOptions {
  /** Without a kernel, the firmware boots the first disk. */
  readonly kernel?: string;
  readonly initrd?: string;
  /** The kernel's cmdline. */
  readonly append?: string;
  readonly disks?: readonly Disk[];
  /** MiB; 512 if absent. */
  readonly memory?: number;
  /** `none`: no VGA. `vga`: a VGA adapter that is shown nowhere. `window`: the same in a window on the desktop. */
  readonly graphics?: 'none' | 'vga' | 'window';
}

/** The devices that attach disk `drive`, the `index`-th of the machine. */
const attach: Readonly<Record<Interface, (drive: string, index: number) => readonly string[]>> = {
  virtio: (drive) => [`virtio-blk-pci,drive=${drive}`],
  'virtio-scsi': (drive, index) => [`virtio-scsi-pci,id=scsi${index}`, `scsi-hd,bus=scsi${index}.0,drive=${drive}`],
  nvme: (drive, index) => [`nvme,serial=baton${index},drive=${drive}`],
  ahci: (drive, index) => [`ide-hd,bus=ide.${index},drive=${drive}`],
  usb: (drive, index) => [`qemu-xhci,id=usb${index}`, `usb-storage,bus=usb${index}.0,drive=${drive}`],
  cdrom: (drive, index) => [`ide-cd,bus=ide.${index},drive=${drive}`],
};

/** A comma in a value is written twice. */
const escaped = (value: string) => value.replaceAll(',', ',,');

/**
 * The arguments for a machine of these parts, without its consoles and its monitor. There is no network adapter and
 * nothing else that is not asked for.
 */
export function machineArguments(options: MachineOptions): string[] {
  const args = [
    '-nodefaults',
    '-no-user-config',
    '-no-reboot',
    '-M',
    'q35',
    '-accel',
    'tcg,thread=multi',
    '-cpu',
    'max',
  ];
  args.push('-smp', '2', '-m', String(options.memory ?? 512));
  const graphics = options.graphics ?? 'none';
  args.push('-vga', graphics === 'none' ? 'none' : 'std');
  if (graphics !== 'window') args.push('-display', 'none');
  if (options.kernel !== undefined) args.push('-kernel', options.kernel);
  if (options.initrd !== undefined) args.push('-initrd', options.initrd);
  if (options.append !== undefined) args.push('-append', options.append);
  for (const [index, disk] of (options.disks ?? []).entries()) {
    const optical = disk.interface === 'cdrom';
    // Nobody reads the image after a crash of the host, so nothing waits for the host's disk.
    const how = optical ? 'media=cdrom,readonly=on' : `snapshot=${disk.write ? 'off' : 'on'},cache=unsafe`;
    args.push('-drive', `if=none,id=disk${index},format=${disk.format ?? 'raw'},${how},file=${escaped(disk.file)}`);
    for (const device of attach[disk.interface ?? 'virtio'](`disk${index}`, index)) args.push('-device', device);
  }
  return args;
}
