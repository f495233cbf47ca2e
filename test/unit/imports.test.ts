// The arrows of the house: which room may import which, and who may touch the kernel.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const root = resolve(import.meta.dirname, '../..');
const src = join(root, 'src');

const ground = ['entry', 'images', 'linux', 'blkid-parse', 'node-mount', 'journal.ts', 'settings'];

/** What each room may import besides itself, Node and npm packages. A room on the ground floor imports no other. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(ground.map((room) => [room, []])),
  dialects: ['entry', 'images'],
  policy: ['entry'],
  trust: ['linux', 'entry'],
  // Installers by their names, and the answers to what they ask.
  catalogue: ['entry', 'network', 'trust'],
  seeds: ['images'],
  disks: ['linux', 'blkid-parse', 'node-mount', 'entry', 'journal.ts'],
  kexec: ['linux', 'images', 'entry', 'journal.ts', 'node-mount'],
  network: ['linux', 'images', 'entry', 'dialects', 'journal.ts'],
  // It knows entries by the names that systemd-boot has for them, and finds them by its patterns.
  firmware: ['linux', 'node-mount', 'entry', 'dialects', 'journal.ts'],
  console: ['linux', 'entry', 'policy', 'journal.ts'],
  record: ['disks', 'blkid-parse', 'entry', 'journal.ts', 'settings'],
  // It writes what the boot loaders of the entries would write, in their own formats.
  bookkeeping: ['linux', 'node-mount', 'entry', 'dialects', 'policy', 'disks'],
  hooks: ['entry', 'journal.ts'],
};

/** The top floor, which may import any room and which no room imports. */
const top = [
  'init.ts',
  'last-resort.ts',
  'session.ts',
  'attempts.ts',
  'image-check.ts',
  'installing.ts',
  'settings-file.ts',
  'image-signatures.ts',
  'look.ts',
  'networking.ts',
  'servers.ts',
  'san-disks.ts',
  'connecting.ts',
  'nfs-volume.ts',
  'access.ts',
  'by-firmware.ts',
  'by-network.ts',
  'editing',
  'bookkeeper.ts',
  'guard.ts',
  'requests.ts',
  'configurations.ts',
  'unlocking.ts',
  'handover.ts',
  'journal-handover.ts',
  'volume-wishes.ts',
  'cli.ts',
  'commands',
];

const importPattern =
  /^\s*(?:import|export)\b[^'"]*?from\s+['"]([^'"]+)['"]|^\s*import\s+['"]([^'"]+)['"]|import\(['"]([^'"]+)['"]\)/gm;

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes('node_modules'))
    .map((name) => join(directory, name));
}

interface Import {
  readonly file: string;
  readonly room: string;
  /** The room it comes from, or the package's name. */
  readonly from: string;
}

function importsOf(file: string): Import[] {
  const room = relative(src, file).split('/')[0] ?? '';
  return [...readFileSync(file, 'utf8').matchAll(importPattern)].map((match) => {
    const target = match[1] ?? match[2] ?? match[3] ?? '';
    const from = target.startsWith('.') ? (relative(src, resolve(dirname(file), target)).split('/')[0] ?? '') : target;
    return { file: relative(root, file), room, from };
  });
}

const imports = filesBelow(src).flatMap(importsOf);
const packages = ['blkid-parse', 'node-mount'];

test('there are imports to look at', () => {
  assert.ok(imports.length > 100);
});

test('arrows between rooms run downwards only', () => {
  const wrong = imports.filter(({ room, from }) => {
    const isRoom = ground.includes(from) || from in allowed || top.includes(from) || packages.includes(from);
    if (!isRoom || from === room || top.includes(room)) return false;
    return !(allowed[room] ?? []).includes(from);
  });
  assert.equal(wrong, []);
});

test('every room is known to this test', () => {
  const unknown = imports.filter(({ room }) => !(room in allowed) && !top.includes(room));
  assert.equal(unknown, []);
});

test('only linux and node-mount import koffi', () => {
  const wrong = imports.filter(({ room, from }) => from === 'koffi' && room !== 'linux' && room !== 'node-mount');
  assert.equal(wrong, []);
});

test('blkid-parse depends on nothing but Node', () => {
  const wrong = imports.filter(
    ({ room, from }) => room === 'blkid-parse' && from !== room && !from.startsWith('node:'),
  );
  assert.equal(wrong, []);
});

test.run();
