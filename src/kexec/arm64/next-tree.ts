// The device tree that the next kernel gets: what the firmware told the running one, and what is new.
// https://docs.kernel.org/arch/arm64/booting.html, https://www.kernel.org/doc/Documentation/devicetree/bindings/chosen.txt

import { randomBytes } from 'node:crypto';
import { type DeviceTree, type TreeNode, writeDeviceTree } from './flattened-tree.ts';

export interface NextTree {
  /** What the running kernel was given. */
  readonly running: DeviceTree;
  /** The tree that the entry names, in place of the running kernel's. */
  readonly own?: DeviceTree | undefined;
  readonly cmdline: string;
  /** Its physical address and size in bytes. */
  readonly initrd?: { readonly address: number; readonly size: number } | undefined;
  /** False where the next kernel is not to know of UEFI. */
  readonly efi?: boolean | undefined;
}

/** Of the running kernel's own start, and of no meaning to another. */
const spent = [
  ...['linux,initrd-start', 'linux,initrd-end', 'linux,elfcorehdr', 'linux,usable-memory-range'],
  'linux,ima-kexec-buffer',
];
/** Where the firmware's memory map and tables lie, which the next kernel cannot ask for again. */
const isOfUefi = (property: string): boolean => property.startsWith('linux,uefi-');
/** As many bytes as Linux's own kexec_file_load gives. */
const seeds = { 'kaslr-seed': 8, 'rng-seed': 128 } as const;

/** The tree's bytes. A tree of the entry's own gets the memory from the running kernel's, which the firmware knew. */
export function nextTree({ running, own, cmdline, initrd, efi = true }: NextTree): Buffer {
  const before = chosenIn(running.root);
  const tree = own ?? running;
  const chosen = new Map(chosenIn(tree.root)?.properties ?? []);
  if (own) for (const [name, value] of before?.properties ?? []) if (isOfUefi(name)) chosen.set(name, value);
  for (const name of [...chosen.keys()]) if (spent.includes(name) || (!efi && isOfUefi(name))) chosen.delete(name);
  chosen.set('bootargs', Buffer.from(`${cmdline}\0`));
  if (initrd) {
    chosen.set('linux,initrd-start', number(initrd.address));
    chosen.set('linux,initrd-end', number(initrd.address + initrd.size));
  }
  for (const [name, size] of Object.entries(seeds)) chosen.set(name, randomBytes(size));

  const others = (own ? withMemoryOf(running.root, own.root) : running.root.children).filter(isNotChosen);
  const node = { name: 'chosen', properties: chosen, children: chosenIn(tree.root)?.children ?? [] };
  const oldInitrd = numberIn(before?.properties.get('linux,initrd-start'));
  const reserved = [...running.reserved, ...(own?.reserved ?? [])].filter(({ address }) => address !== oldInitrd);
  return writeDeviceTree({ ...tree, reserved, root: { ...tree.root, children: [...others, node] } });
}

const isNotChosen = ({ name }: TreeNode): boolean => name !== 'chosen';

function chosenIn({ children }: TreeNode): TreeNode | undefined {
  return children.find(({ name }) => name === 'chosen');
}

/** The nodes of `own` with the memory of `running`, where that has some and both write addresses alike. */
function withMemoryOf(running: TreeNode, own: TreeNode): TreeNode[] {
  const memory = running.children.filter(isMemory);
  const alike = ['#address-cells', '#size-cells'].every(
    (name) => numberIn(running.properties.get(name)) === numberIn(own.properties.get(name)),
  );
  if (memory.length === 0 || !alike) return own.children;
  return [...own.children.filter((node) => !isMemory(node)), ...memory];
}

function isMemory({ properties }: TreeNode): boolean {
  return Buffer.from(properties.get('device_type') ?? []).toString('latin1') === 'memory\0';
}

/** Of 4 or 8 bytes, as boot loaders write it; undefined for other bytes. */
function numberIn(value: Uint8Array | undefined): bigint | undefined {
  if (value?.length !== 4 && value?.length !== 8) return undefined;
  return BigInt(`0x${Buffer.from(value).toString('hex')}`);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}
