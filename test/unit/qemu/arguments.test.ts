import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type MachineOptions, machineArguments } from '../../../qemu/arguments.ts';

/** The values of all options `name`. */
function values(args: readonly string[], name: string): string[] {
  return args.flatMap((arg, at) => (arg === name ? [args[at + 1]!] : []));
}

test('a disk is a snapshot unless the machine is to write to it', () => {
  const args = machineArguments({ disks: [{ file: 'a.img' }, { file: 'b.img', write: true }] });
  const [first, second] = values(args, '-drive');
  assert.match(first!, /,snapshot=on,/);
  assert.match(second!, /,snapshot=off,/);
});

test('a comma in a file name does not end the name', () => {
  const [drive] = values(machineArguments({ disks: [{ file: '/a,b.img' }] }), '-drive');
  assert.match(drive!, /file=\/a,,b\.img$/);
});

test('sectors that cannot be read are between the image and its file, also where a comma is in its name', () => {
  const [drive] = values(machineArguments({ disks: [{ file: '/a,b.img', badSectors: [2, 7] }] }), '-drive');
  assert.match(drive!, /file\.driver=blkdebug,.*file\.image\.filename=\/a,,b\.img,/);
  const sectors = [...drive!.matchAll(/\.sector=(-?\d+)/g)].map(([, number]) => Number(number));
  assert.equal(sectors, [2, 7]);
});

test('a TPM is what answers on its socket, also where a comma is in its name', () => {
  const args = machineArguments({ tpm: '/a,b.sock' });
  assert.equal(values(args, '-chardev'), ['socket,id=tpm,path=/a,,b.sock']);
  assert.equal(values(args, '-device'), ['tpm-crb,tpmdev=chip']);
});

test('a BIOS that boots from the network does so before it looks at a disk', () => {
  const machine = { networks: ['user'], disks: [{ file: 'a.img' }] };
  const order = (options: MachineOptions) =>
    values(machineArguments(options), '-device').filter((device) => /\bbootindex=/.test(device));
  assert.match(order({ ...machine, networkBoot: true }).join(' '), /^virtio-net-pci,bootindex=0,\S+$/);
  assert.match(order(machine).join(' '), /^virtio-blk-pci,\S*bootindex=0$/);
});

test('many disks share one controller', () => {
  const disk = { file: 'a.img', interface: 'scsi-unit' } as const;
  const devices = values(machineArguments({ disks: [disk, disk] }), '-device');
  assert.equal(
    devices.map((device) => /^[\w-]+/.exec(device)![0]),
    ['virtio-scsi-pci', 'scsi-hd', 'scsi-hd'],
  );
});

test('further devices come before the disks, which may be plugged into them', () => {
  const args = machineArguments({ devices: ['pcie-root-port,id=bridge'], disks: [{ file: 'a.img', interface: 'sd' }] });
  assert.equal(values(args, '-device'), ['pcie-root-port,id=bridge', 'sdhci-pci', 'sd-card,drive=disk0']);
});

test('without a kernel a BIOS boots the first disk, of whatever kind it is; UEFI does as its variables say', () => {
  const disks = [{ file: 'a.img', interface: 'usb' }, { file: 'b.img' }] as const;
  const first = (options: MachineOptions) => values(machineArguments({ disks, ...options }), '-device').slice(1);
  const others = ['virtio-blk-pci,serial=disk1,drive=disk1'];
  assert.equal(first({}), ['usb-storage,bus=usb0.0,drive=disk0,bootindex=0', ...others]);
  assert.equal(first({ firmware: 'uefi' }), ['usb-storage,bus=usb0.0,drive=disk0', ...others]);
  assert.equal(first({ kernel: 'vmlinuz' }), ['usb-storage,bus=usb0.0,drive=disk0', ...others]);
});

test('there is no device that was not asked for', () => {
  const args = machineArguments({});
  assert.ok(args.includes('-nodefaults'));
  assert.equal(values(args, '-device'), []);
  assert.equal(values(args, '-vga'), ['none']);
});

test.run();
