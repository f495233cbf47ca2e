// Flattened device trees. https://devicetree-specification.readthedocs.io/en/stable/flattened-format.html

import { Bytes } from '../../images/bytes.ts';

export interface TreeNode {
  /** With its unit address, `memory@40000000`; empty for the root. */
  readonly name: string;
  /** Values by name, in the tree's order. */
  readonly properties: Map<string, Uint8Array>;
  readonly children: TreeNode[];
}

export interface DeviceTree {
  /** Memory that is not to be used: physical addresses and sizes in bytes. */
  readonly reserved: readonly { readonly address: bigint; readonly size: bigint }[];
  /** The physical id of the processor that boots. */
  readonly processor: number;
  readonly root: TreeNode;
}

const magic = 0xd00dfeed;
const headerSize = 40;
const token = { beginNode: 1, endNode: 2, property: 3, nothing: 4, end: 9 } as const;
/** Far more than any tree has, which has some ten levels. */
const maxDepth = 64;
const maxReserved = 4096;
/** Of a name, with the NUL behind it: many times what the specification allows. */
const maxName = 1024;

/** The tree in `bytes`; undefined where they are none, or one that is damaged. */
export function readDeviceTree(bytes: Uint8Array): DeviceTree | undefined {
  const header = new Bytes(bytes, 'big');
  const size = header.u32(4);
  if (header.u32(0) !== magic || size < headerSize || size > bytes.length) return undefined;
  const all = new Bytes(bytes.subarray(0, size), 'big');
  const root = readNodes(all, header.u32(8), header.u32(12));
  const reserved = readReserved(all, header.u32(16));
  return root && reserved && { reserved, processor: header.u32(28), root };
}

function readReserved(bytes: Bytes, start: number): { address: bigint; size: bigint }[] | undefined {
  const found: { address: bigint; size: bigint }[] = [];
  for (let at = start; at + 16 <= bytes.length && found.length < maxReserved; at += 16) {
    const range = { address: bytes.u64Exact(at), size: bytes.u64Exact(at + 8) };
    if (range.address === 0n && range.size === 0n) return found;
    found.push(range);
  }
  return undefined;
}

function readNodes(bytes: Bytes, start: number, strings: number): TreeNode | undefined {
  const root: TreeNode = { name: '', properties: new Map(), children: [] };
  const open: TreeNode[] = [];
  let at = start;
  while (at + 4 <= bytes.length) {
    const what = bytes.u32(at);
    at += 4;
    const node = open.at(-1);
    if (what === token.beginNode) {
      if (open.length === maxDepth || (!node && at > start + 4)) return undefined;
      const name = bytes.text(at, maxName);
      at = aligned(at + name.length + 1);
      const child = node ? { name, properties: new Map(), children: [] } : root;
      node?.children.push(child);
      open.push(child);
    } else if (what === token.property) {
      const length = bytes.u32(at);
      const name = strings + bytes.u32(at + 4);
      if (!node || at + 8 + length > bytes.length || name >= bytes.length) return undefined;
      node.properties.set(bytes.text(name, maxName), bytes.slice(at + 8, length));
      at = aligned(at + 8 + length);
    } else if (what === token.endNode) {
      if (!open.pop()) return undefined;
      if (open.length === 0) return root;
    } else if (what !== token.nothing) return undefined;
  }
  return undefined;
}

const aligned = (at: number): number => (at + 3) & ~3;

/** The tree's bytes, version 17. */
export function writeDeviceTree({ reserved, processor, root }: DeviceTree): Buffer {
  const strings = new Map<string, number>();
  let stringsSize = 0;
  const nameAt = (name: string): number => {
    const known = strings.get(name);
    if (known !== undefined) return known;
    const at = stringsSize;
    strings.set(name, at);
    stringsSize += name.length + 1;
    return at;
  };
  const pieces: Uint8Array[] = [];
  const write = ({ name, properties, children }: TreeNode): void => {
    pieces.push(words(token.beginNode), padded(Buffer.from(`${name}\0`, 'latin1')));
    for (const [property, value] of properties)
      pieces.push(words(token.property, value.length, nameAt(property)), padded(value));
    for (const child of children) write(child);
    pieces.push(words(token.endNode));
  };
  write(root);
  pieces.push(words(token.end));
  const structure = Buffer.concat(pieces);
  const map = Buffer.alloc((reserved.length + 1) * 16);
  for (const [index, { address, size }] of reserved.entries()) {
    map.writeBigUInt64BE(address, index * 16);
    map.writeBigUInt64BE(size, index * 16 + 8);
  }
  const names = Buffer.from([...strings.keys()].map((name) => `${name}\0`).join(''), 'latin1');
  const structureAt = headerSize + map.length;
  const namesAt = structureAt + structure.length;
  const header = words(
    ...[magic, namesAt + names.length, structureAt, namesAt, headerSize, 17, 16],
    ...[processor, names.length, structure.length],
  );
  return Buffer.concat([header, map, structure, names]);
}

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4);
  return bytes;
}

const padded = (bytes: Uint8Array): Buffer => Buffer.concat([bytes], aligned(bytes.length));
