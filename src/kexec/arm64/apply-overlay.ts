// Device tree overlays, as libfdt's fdt_overlay_apply merges them.
// https://docs.kernel.org/devicetree/overlay-notes.html, https://git.kernel.org/pub/scm/utils/dtc/dtc.git/tree/Documentation/dt-object-internal.txt

import { LoadError } from '../load-error.ts';
import type { DeviceTree, TreeNode } from './flattened-tree.ts';

/** Nodes that tell how an overlay is merged, and are no part of it. */
const [symbolsName, fixupsName, localFixupsName, contentName] = [
  '__symbols__',
  '__fixups__',
  '__local_fixups__',
  '__overlay__',
];

/**
 * The tree with the overlay merged into it; both stay as they are.
 * @param name what the reader knows the overlay by
 * Raises LoadError where it does not fit the tree, or is damaged.
 */
export function applyOverlay(tree: DeviceTree, overlay: DeviceTree, name: string): DeviceTree {
  try {
    return { ...tree, root: applied(copy(tree.root), copy(overlay.root)) };
  } catch (failure) {
    if (!(failure instanceof Misfit)) throw failure;
    throw new LoadError(
      `The overlay ${name} does not fit the device tree: ${failure.message}. Take it out of the entry.`,
    );
  }
}

/** Why an overlay cannot be merged, as a clause. */
class Misfit extends Error {}

function applied(root: TreeNode, change: TreeNode): TreeNode {
  const delta = largestPhandle(root);
  renumber(change, delta);
  const local = child(change, localFixupsName);
  if (local) shiftLocal(local, change, delta);
  fillIn(root, change);

  const places = new Map<string, string>();
  for (const fragment of change.children) {
    const content = child(fragment, contentName);
    if (!content) continue;
    const path = targetOf(fragment, root);
    const target = path === undefined ? undefined : at(root, path);
    if (path === undefined || !target) throw new Misfit(`there is no place for its ${fragment.name}`);
    merge(target, content);
    places.set(`/${fragment.name}/${contentName}`, path);
  }
  addSymbols(root, change, places);
  return root;
}

const copy = ({ name, properties, children }: TreeNode): TreeNode => ({
  name,
  properties: new Map([...properties].map(([key, value]) => [key, Uint8Array.from(value)])),
  children: children.map(copy),
});

const child = (node: TreeNode, name: string): TreeNode | undefined => node.children.find((one) => one.name === name);

const textOf = (value: Uint8Array | undefined): string =>
  Buffer.from(value ?? [])
    .toString('latin1')
    .replace(/\0[\s\S]*$/, '');

/** The node at an absolute path; a component without its unit address finds the first of that name. */
function at(root: TreeNode, path: string): TreeNode | undefined {
  let node: TreeNode | undefined = root;
  for (const part of path.split('/').filter(Boolean))
    node = node && (child(node, part) ?? node.children.find(({ name }) => name.split('@')[0] === part));
  return node;
}

const phandleNames = ['phandle', 'linux,phandle'];

function phandleOf({ properties }: TreeNode): number | undefined {
  const value = phandleNames.map((name) => properties.get(name)).find((bytes) => bytes?.length === 4);
  return value && Buffer.from(value).readUInt32BE();
}

function largestPhandle(node: TreeNode): number {
  return node.children.reduce((most, one) => Math.max(most, largestPhandle(one)), phandleOf(node) ?? 0);
}

function renumber(node: TreeNode, delta: number): void {
  for (const name of phandleNames) {
    const value = node.properties.get(name);
    if (value?.length === 4) add(value, 0, delta);
  }
  for (const one of node.children) renumber(one, delta);
}

function add(value: Uint8Array, offset: number, delta: number): boolean {
  if (offset + 4 > value.length) return false;
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  view.setUint32(offset, view.getUint32(offset) + delta);
  return true;
}

/** References inside the overlay: the offsets where they lie stand in a tree of the same shape. */
function shiftLocal(fixups: TreeNode, node: TreeNode, delta: number): void {
  for (const [name, offsets] of fixups.properties) {
    const value = node.properties.get(name);
    const view = new DataView(offsets.buffer, offsets.byteOffset, offsets.byteLength);
    for (let index = 0; index + 4 <= offsets.length; index += 4)
      if (!value || !add(value, view.getUint32(index), delta)) throw new Misfit(`it is damaged at ${name}`);
  }
  for (const one of fixups.children) {
    const same = child(node, one.name);
    if (!same) throw new Misfit(`it is damaged at ${one.name}`);
    shiftLocal(one, same, delta);
  }
}

/** References to labels of the tree: for each label the places, `PATH:PROPERTY:OFFSET`, that its phandle goes to. */
function fillIn(root: TreeNode, change: TreeNode): void {
  const symbols = child(root, symbolsName)?.properties;
  for (const [label, places] of child(change, fixupsName)?.properties ?? []) {
    const path = symbols?.get(label);
    const node = path && at(root, textOf(path));
    const phandle = node && phandleOf(node);
    if (phandle === undefined) throw new Misfit(`that has no ${label}`);
    for (const place of Buffer.from(places).toString('latin1').split('\0').filter(Boolean)) {
      const [where = '', name = '', offset = ''] = place.split(':');
      const value = at(change, where)?.properties.get(name);
      const from = Number(offset);
      if (!value || !Number.isInteger(from) || from < 0 || from + 4 > value.length) throw new Misfit('it is damaged');
      new DataView(value.buffer, value.byteOffset, value.byteLength).setUint32(from, phandle);
    }
  }
}

/** The path in the tree that a fragment changes. */
function targetOf({ properties }: TreeNode, root: TreeNode): string | undefined {
  const path = properties.get('target-path');
  if (path) return textOf(path);
  const target = properties.get('target');
  if (target?.length !== 4) return undefined;
  return pathOf(root, Buffer.from(target).readUInt32BE(), '');
}

function pathOf(node: TreeNode, phandle: number, path: string): string | undefined {
  if (phandleOf(node) === phandle) return path || '/';
  for (const one of node.children) {
    const found = pathOf(one, phandle, `${path}/${one.name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function merge(target: TreeNode, content: TreeNode): void {
  for (const [name, value] of content.properties) target.properties.set(name, value);
  for (const one of content.children) {
    const known = child(target, one.name);
    if (known) merge(known, one);
    else target.children.push(one);
  }
}

/** An overlay's own labels, for those that follow it: their paths begin with a fragment's, which has another place now. */
function addSymbols(root: TreeNode, change: TreeNode, places: ReadonlyMap<string, string>): void {
  const symbols = child(root, symbolsName);
  if (!symbols) return;
  for (const [label, value] of child(change, symbolsName)?.properties ?? []) {
    const path = textOf(value);
    for (const [from, to] of places)
      if (path === from || path.startsWith(`${from}/`)) {
        const moved = `${to === '/' ? '' : to}${path.slice(from.length)}` || '/';
        symbols.properties.set(label, Buffer.from(`${moved}\0`, 'latin1'));
      }
  }
}
