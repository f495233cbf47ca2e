// Which subvolume of a btrfs the paths of a GRUB configuration count from. GRUB itself counts from the top level of the
// filesystem. openSUSE's and Fedora's count from the default subvolume, or one that is named, where a variable says so
// (grub-core/fs/btrfs.c of rhboot/grub2; the command is openSUSE's).

import type { Volume } from '../../entry/volume.ts';
import { toBytes } from './bytes.ts';
import type { Device } from './device.ts';
import type { Environment } from './environment.ts';
import type { Overlay } from './overlay.ts';

/** A subvolume as a device of its own. Paths are byte strings. */
export interface Within {
  readonly path: string;
  readonly device: Device;
}

/** How a configuration looks at subvolumes. */
export interface View {
  /** Path or number of the subvolume that paths count from, or `default`; undefined for the top level. */
  readonly base: string | undefined;
  /** Directories with a subvolume mounted on them (`btrfs-mount-subvol`), and its path. */
  readonly mounts: readonly (readonly [directory: string, path: string])[];
}

/** The variable that makes paths relative. */
const RELATIVE = 'btrfs_relative_path';
/** The variable that names the subvolume that they are relative to, if it is not the default one. */
const SUBVOLUME = 'btrfs_subvol';

/** As much of a configuration as holds the lines that grub-mkconfig begins it with. */
const HEAD = 64 * 1024;

export interface Start {
  /** The path of the configuration as GRUB has it, a byte string. */
  readonly path: string;
  /** What GRUB's own image has set before it begins with the configuration. */
  readonly variables: readonly (readonly [name: string, value: string])[];
}

/**
 * How GRUB begins with a configuration: one that makes paths relative has been found by a relative path. GRUB has one
 * named subvolume for all contexts, so that its variable is exported from the beginning.
 */
export async function startOn(volume: Volume, path: string, volumes: readonly Volume[]): Promise<Start> {
  const { subvolume } = volume.identity;
  const named = (name: string): Start['variables'] =>
    volumes.some(({ identity }) => identity.subvolume) ? [[SUBVOLUME, toBytes(name)]] : [];
  if (!subvolume) return { path: toBytes(path), variables: named('') };
  const head = Buffer.from((await volume.read(path, HEAD)) ?? []).toString('latin1');
  if (!/^\s*(?:set\s+)?btrfs_relative_path=["']?[1y]/m.test(head))
    return { path: toBytes(subvolume.path + path), variables: named('') };
  return { path: toBytes(path), variables: [[RELATIVE, 'y'], ...named(subvolume.default ? '' : subvolume.path)] };
}

export function viewOf(environment: Environment, mounts: Overlay<string>): View {
  const relative = /^[1y]/.test(environment.get(RELATIVE) ?? '') ? 'default' : undefined;
  const base = environment.get(SUBVOLUME) || environment.get('btrfs_subvolid') || relative;
  return { base, mounts: mounts.entries() };
}

/** The subvolumes of the filesystem that `volume` is, the innermost first; undefined where it has none. */
export function subvolumesOf(name: string, volume: Volume, volumes: readonly Volume[]): readonly Within[] | undefined {
  const { id, subvolume } = volume.identity;
  const filesystem = subvolume?.filesystem ?? id;
  const found = volumes.filter((other) => other.identity.subvolume?.filesystem === filesystem);
  if (found.length === 0) return undefined;
  const within = found.map((other) => ({
    path: toBytes(other.identity.subvolume!.path),
    device: { name, volume: other },
  }));
  return within.sort((a, b) => b.path.length - a.path.length);
}

/** The subvolume, as a device, and the path there that a path on `device` leads to. */
export function placeIn(device: Device, path: string, view: View): { device: Device | undefined; path: string } {
  const { subvolumes, volume } = device;
  if (!subvolumes || !path.startsWith('/')) return { device, path };
  const mount = view.mounts.find(([directory]) => isBelow(path, directory));
  const absolute = mount
    ? absolutePath(mount[1]) + path.slice(mount[0].length)
    : baseOf(subvolumes, view.base) + path.replace(/^\/+/, '/');
  const innermost = subvolumes.find((subvolume) => isBelow(absolute, subvolume.path));
  if (innermost) return { device: innermost.device, path: absolute.slice(innermost.path.length) || '/' };
  // Of a running system, what lies outside of its own subvolume cannot be seen.
  return { device: volume.identity.subvolume ? undefined : device, path: absolute };
}

function baseOf(subvolumes: readonly Within[], base: string | undefined): string {
  if (base === undefined) return '';
  if (base !== 'default' && !/^[0-9]+$/.test(base)) return absolutePath(base);
  const chosen = subvolumes.find(({ device: { volume } }) => {
    const { default: main, number } = volume.identity.subvolume!;
    return base === 'default' ? main : number === Number(base);
  });
  return chosen?.path ?? '';
}

/** `/@/a` of `@/a/`, and an empty path of `/`. */
function absolutePath(path: string): string {
  return path.replace(/^\/*(.*?)\/*$/s, (_, inside: string) => (inside === '' ? '' : `/${inside}`));
}

function isBelow(path: string, directory: string): boolean {
  return path === directory || path.startsWith(`${directory}/`);
}
