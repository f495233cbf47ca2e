// The programs that open what lies between a disk and its filesystem (RAID, LVM, LUKS), and attach disks of servers.

import { readdir, readFile, readlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { debianOrigin } from './debian-origin.ts';
import { libraryFiles } from './libraries.ts';
import { fetchPackageFor, type Package } from './package.ts';
import type { ProfileLine } from './profile.ts';
import type { Target } from './target.ts';
import { file, type Item, link } from './tree.ts';

interface Tool {
  /** The Debian package that has it. */
  readonly package: string;
  /** Where it lies, in the package and in the image. */
  readonly path: string;
  /** What it loads while it runs, which no table of needed libraries tells: a file below usr/lib/ARCHITECTURE. */
  readonly plugin?: { readonly package: string; readonly file: string };
}

/** By the name that a profile has for it. */
const tools: Readonly<Record<string, Tool>> = {
  mdadm: { package: 'mdadm', path: 'sbin/mdadm' },
  lvm: { package: 'lvm2', path: 'sbin/lvm' },
  'nbd-client': { package: 'nbd-client', path: 'sbin/nbd-client' },
  iscsistart: { package: 'open-iscsi', path: 'sbin/iscsistart' },
  dmsetup: { package: 'dmsetup', path: 'sbin/dmsetup' },
  cryptsetup: {
    package: 'cryptsetup-bin',
    path: 'sbin/cryptsetup',
    // LUKS volumes whose key is derived with Whirlpool.
    plugin: { package: 'libssl3', file: 'ossl-modules/legacy.so' },
  },
};

/** Where Debian keeps the libraries of all of them. */
const libraryPackages = [
  ...['libc6', 'libgcc-s1', 'libudev1', 'libselinux1', 'libpcre2-8-0', 'libcap2'],
  ...['libdevmapper1.02.1', 'libdevmapper-event1.02.1', 'libblkid1', 'libuuid1', 'libaio1'],
  ...['libedit2', 'libtinfo6', 'libbsd0', 'libmd0'],
  ...['libsystemd0', 'libgcrypt20', 'libgpg-error0', 'liblzma5', 'libzstd1', 'liblz4-1'],
  ...['libcryptsetup12', 'libpopt0', 'libssl3', 'libargon2-1', 'libjson-c5'],
  ...['libkmod2', 'libopeniscsiusr', 'libnl-3-200', 'libnl-genl-3-200', 'libgnutls30', 'libp11-kit0', 'libidn2-0'],
  ...['libunistring2', 'libtasn1-6', 'libnettle8', 'libhogweed6', 'libgmp10', 'libffi8'],
];

/**
 * The parts of the image that are the tools `wanted`, by name: each with the libraries that only it needs, and those of
 * several as a part of their own. What is at the paths `present` is there already and left out. Throws for a tool that
 * is not in the table above.
 */
export async function diskToolParts(
  wanted: readonly ProfileLine[],
  target: Target,
  present: ReadonlySet<string>,
): Promise<Map<string, Item[]>> {
  const parts = new Map<string, Item[]>();
  const libraries = new Map<string, { item: Item; users: string[] }>();
  for (const { names: name, where } of wanted) {
    if (parts.has(name)) continue;
    const tool = Object.hasOwn(tools, name) ? tools[name] : undefined;
    if (!tool) throw new Error(`${where} names the tool ${name}; there are ${Object.keys(tools).join(', ')}`);
    const of = await fetchPackageFor(target.debian, tool.package);
    parts.set(name, await ownFiles(tool, of, target));
    for (const item of await libraryFiles(join(of.root, tool.path), libraryPackages, target)) {
      if (present.has(item.path)) continue;
      const known = libraries.get(item.path);
      if (known) known.users.push(name);
      else libraries.set(item.path, { item, users: [name] });
    }
  }
  const shared: Item[] = [];
  for (const { item, users } of libraries.values()) (users.length > 1 ? shared : parts.get(users[0]!)!).push(item);
  return parts.set('libraries of several tools', shared);
}

async function ownFiles(tool: Tool, of: Package, target: Target): Promise<Item[]> {
  const items = [file(tool.path, await readFile(join(of.root, tool.path)), await debianOrigin(of), 0o755)];
  for (const other of await otherNames(of, tool.path)) items.push(link(other.name, other.target));
  const { plugin } = tool;
  if (plugin) {
    const holder = await fetchPackageFor(target.debian, plugin.package);
    const path = join('usr/lib', target.libraries, plugin.file);
    items.push(file(path, await readFile(join(holder.root, path)), await debianOrigin(holder)));
  }
  return items;
}

/** The commands that are links to a program beside it, as `vgs` is one to `lvm`. */
async function otherNames(of: Package, path: string): Promise<{ name: string; target: string }[]> {
  const directory = dirname(path);
  const names: { name: string; target: string }[] = [];
  for (const entry of await readdir(join(of.root, directory), { withFileTypes: true })) {
    if (!entry.isSymbolicLink()) continue;
    const target = await readlink(join(of.root, directory, entry.name));
    if (join(directory, target) === path) names.push({ name: join(directory, entry.name), target });
  }
  return names.sort((a, b) => (a.name < b.name ? -1 : 1));
}
