// The command line of QEMU for a machine.
// https://www.qemu.org/docs/master/system/invocation.html

import { machineTypes, type Processor } from './machine-types.ts';
import type { Size } from './terminal.ts';

/** How a disk is attached: which controller the guest has to have a driver for. */
export type Interface =
  | 'virtio'
  | 'mmio'
  | 'virtio-scsi'
  | 'scsi-unit'
  | 'nvme'
  | 'ahci'
  | 'usb'
  | 'sd'
  | 'cdrom'
  | 'megasas'
  | 'lsi';

export interface Disk {
  /** A raw or qcow2 image on the host. */
  readonly file: string;
  /** `raw` if absent. */
  readonly format?: 'raw' | 'qcow2';
  /** `virtio` if absent. */
  readonly interface?: Interface;
  /** Whether what the guest writes goes into the file. If not, which is the default, it is forgotten at the end. */
  readonly write?: boolean;
  /** Sectors of 512 bytes that cannot be read; `all` of them. */
  readonly badSectors?: readonly number[] | 'all';
  /**
   * How many requests it answers in a second of this host, each of at most 6 KiB. One of 128 KiB takes less than the
   * half minute after which Linux gives it up.
   */
  readonly readsPerSecond?: number;
}

export interface MachineOptions {
  /** `x86_64` if absent. */
  readonly processor?: Processor;
  /** Without a kernel, the firmware boots the first disk. */
  readonly kernel?: string;
  readonly initrd?: string;
  /** The kernel's cmdline. */
  readonly append?: string;
  readonly disks?: readonly Disk[];
  /** What starts the machine; `bios` if absent. `uefi` needs {@link uefiFirmware} on this host. */
  readonly firmware?: 'bios' | 'uefi';
  /**
   * A raw image of the UEFI's variables, which it writes to: {@link uefiVariables} copied. Without it they are forgotten
   * at the end.
   */
  readonly variables?: string;
  /** Whether the UEFI checks signatures, where its variables say whose: {@link secureFirmware}. */
  readonly secureBoot?: boolean;
  /** Whether the machine starts again when the guest restarts it. If not, which is the default, it ends. */
  readonly restarts?: boolean;
  /** Whether it is QEMU's `microvm` with qboot, which knows no PCI: its disks have to be `mmio`, and it needs a kernel. */
  readonly microvm?: boolean;
  /** Further devices, as `-device` takes them: network cards, and what disks are plugged into later. */
  readonly devices?: readonly string[];
  /** The socket on which swtpm(8) is told what to do, which is the machine's TPM. */
  readonly tpm?: string;
  /** What its network cards are plugged into, as `-netdev` takes it, without an `id`: `user,tftp=/srv/tftp`. */
  readonly networks?: readonly string[];
  /** Whether a BIOS boots from them, and not from a disk: they have QEMU's ROM, which is iPXE. */
  readonly networkBoot?: boolean;
  /** What QEMU's command is written behind, as `within` of a PrivateNetwork. */
  readonly within?: readonly string[];
  /**
   * 2 if absent. With many PCI devices take one: QEMU before 8.1 may abort when a processor uses a device while another
   * one sets up the bus.
   */
  readonly processors?: number;
  /** What its hardware clock says at the start, in UTC: `2001-01-01T00:00:00`. The time of this host if absent. */
  readonly clock?: string;
  /** MiB; 512 if absent. */
  readonly memory?: number;
  /** The terminals on its serial lines; one, of the usual size, if absent. */
  readonly terminals?: readonly Size[];
  /** `none`: no VGA. `vga`: a VGA adapter that is shown nowhere. `window`: the same in a window on the desktop. */
  readonly graphics?: 'none' | 'vga' | 'window';
}

/** https://www.qemu.org/docs/master/specs/tpm.html */
const tpmArguments = (socket: string): string[] => [
  ...['-chardev', `socket,id=tpm,path=${escaped(socket)}`],
  ...['-tpmdev', 'emulator,id=chip,chardev=tpm', '-device', 'tpm-crb,tpmdev=chip'],
];

/** Units of one controller, `scsi-unit`: what a machine has many of. */
const scsiController = ['-device', 'virtio-scsi-pci,id=units'];

/** UEFI for machines with x86_64, and its variables as they are at first. */
export const { firmware: uefiFirmware, variables: uefiVariables } = machineTypes.x86_64.uefi;

/** UEFI that can check signatures, and variables with Debian's snakeoil keys, of which the secret half comes with them. */
export const secureFirmware = '/usr/share/OVMF/OVMF_CODE_4M.secboot.fd';
export const snakeoilVariables = '/usr/share/OVMF/OVMF_VARS_4M.snakeoil.fd';
/** Its variables are written to in system management mode alone. */
const secureArguments = ['-machine', 'smm=on', '-global', 'driver=cfi.pflash01,property=secure,value=on'];

/**
 * In place of the type that is in the arguments before. Where its ACPI says that there is no interval timer, an emulated
 * machine has nothing to tell the time by. https://www.qemu.org/docs/master/system/i386/microvm.html
 */
const microvmArguments = ['-M', 'microvm,acpi=off,pic=on,pit=on', '-bios', 'qboot.rom'];

/** The devices that attach disk `drive`, the `index`-th of the machine. */
const attach: Readonly<Record<Interface, (drive: string, index: number) => readonly string[]>> = {
  // The serial number tells the disks apart, whose names in the guest depend on what its driver finds first.
  virtio: (drive) => [`virtio-blk-pci,serial=${drive},drive=${drive}`],
  mmio: (drive) => [`virtio-blk-device,serial=${drive},drive=${drive}`],
  'scsi-unit': (drive, index) => [`scsi-hd,bus=units.0,scsi-id=${index},lun=0,id=unit${index},drive=${drive}`],
  'virtio-scsi': (drive, index) => [`virtio-scsi-pci,id=scsi${index}`, `scsi-hd,bus=scsi${index}.0,drive=${drive}`],
  nvme: (drive, index) => [`nvme,serial=baton${index},drive=${drive}`],
  ahci: (drive, index) => [`ide-hd,bus=ide.${index},drive=${drive}`],
  usb: (drive, index) => [`qemu-xhci,id=usb${index}`, `usb-storage,bus=usb${index}.0,drive=${drive}`],
  megasas: (drive, index) => [`megasas,id=raid${index}`, `scsi-hd,bus=raid${index}.0,drive=${drive}`],
  lsi: (drive, index) => [`lsi53c895a,id=lsi${index}`, `scsi-hd,bus=lsi${index}.0,drive=${drive}`],
  sd: (drive) => ['sdhci-pci', `sd-card,drive=${drive}`],
  cdrom: (drive, index) => [`ide-cd,bus=ide.${index},drive=${drive}`],
};

/** Each has a hardware address of its own; without one QEMU counts from 52:54:00:12:34:56 as well. */
const networkCard = (index: number, boot = false) =>
  `virtio-net-pci,${boot ? `bootindex=${index},` : 'romfile=,'}netdev=net${index},id=card${index},mac=52:54:00:12:34:${(0x56 + index).toString(16)}`;

/** A comma in a value is written twice. */
const escaped = (value: string) => value.replaceAll(',', ',,');

/** The image file, and what is to go wrong with it. https://www.qemu.org/docs/master/devel/testing/blkdebug.html */
function fileOf({ file, badSectors, readsPerSecond }: Disk): string {
  const slow = readsPerSecond === undefined ? '' : `,throttling.iops-read=${readsPerSecond},throttling.iops-size=6144`;
  if (badSectors === undefined) return `file=${escaped(file)}${slow}`;
  const rules = (badSectors === 'all' ? [-1] : badSectors).map((sector, at) => {
    const rule = `file.inject-error.${at}`;
    return `,${rule}.event=none,${rule}.iotype=read,${rule}.errno=5,${rule}.sector=${sector}`;
  });
  return `file.driver=blkdebug,file.image.driver=file,file.image.filename=${escaped(file)}${rules.join('')}${slow}`;
}

/** The QEMU that has the machine. */
export const emulatorOf = ({ processor = 'x86_64' }: MachineOptions): string => machineTypes[processor].emulator;

/**
 * The arguments for a machine of these parts, without its consoles and its monitor. There is no network adapter and
 * nothing else that is not asked for.
 */
export function machineArguments(options: MachineOptions): string[] {
  const type = machineTypes[options.processor ?? 'x86_64'];
  const args = ['-nodefaults', '-no-user-config', ...(options.restarts ? [] : ['-no-reboot']), ...type.args];
  args.push('-smp', String(options.processors ?? 2), '-m', String(options.memory ?? 512));
  if (options.clock !== undefined) args.push('-rtc', `base=${options.clock}`);
  if (options.microvm) args.push(...microvmArguments);
  const graphics = options.graphics ?? 'none';
  if (type.graphics && !options.microvm) args.push('-vga', graphics === 'none' ? 'none' : 'std');
  if (graphics !== 'window') args.push('-display', 'none');
  if (options.kernel !== undefined) args.push('-kernel', options.kernel);
  if (options.initrd !== undefined) args.push('-initrd', options.initrd);
  if (options.append !== undefined) args.push('-append', options.append);
  const uefi = options.secureBoot ? secureFirmware : type.uefi.firmware;
  if (options.firmware === 'uefi') args.push('-drive', `if=pflash,format=raw,readonly=on,file=${uefi}`);
  if (options.secureBoot) args.push(...secureArguments);
  if (options.variables !== undefined) args.push('-drive', `if=pflash,format=raw,file=${escaped(options.variables)}`);
  if (options.tpm !== undefined) args.push(...tpmArguments(options.tpm));
  for (const device of options.devices ?? []) args.push('-device', device);
  for (const [index, network] of (options.networks ?? []).entries())
    args.push('-netdev', `${network},id=net${index}`, '-device', networkCard(index, options.networkBoot));
  if (options.disks?.some((disk) => disk.interface === 'scsi-unit')) args.push(...scsiController);
  const bootsDisk = options.kernel === undefined && options.firmware !== 'uefi' && !options.networkBoot;
  for (const [index, disk] of (options.disks ?? []).entries()) {
    const optical = disk.interface === 'cdrom';
    // Nobody reads the image after a crash of the host, so nothing waits for the host's disk.
    const how = optical ? 'media=cdrom,readonly=on' : `snapshot=${disk.write ? 'off' : 'on'},cache=unsafe`;
    args.push('-drive', `if=none,id=disk${index},format=${disk.format ?? 'raw'},${how},${fileOf(disk)}`);
    const devices = attach[disk.interface ?? 'virtio'](`disk${index}`, index);
    for (const [at, device] of devices.entries()) {
      // A BIOS cannot boot from an SD card.
      const first = bootsDisk && index === 0 && at === devices.length - 1 && disk.interface !== 'sd';
      args.push('-device', first ? `${device},bootindex=0` : device);
    }
  }
  return args;
}
