import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Seeds } from '../seeds.ts';

const LOOPBACK = `menuentry 'Live' { linux /live/vmlinuz boot=live findiso=\${iso_path}; initrd /live/initrd; }\n`;
const ISOLINUX = 'DEFAULT live\nLABEL live\n KERNEL /live/vmlinuz\n APPEND initrd=/live/initrd boot=live --- quiet\n';
const FILES = { '/live/vmlinuz': 'kernel', '/live/initrd': 'initrd' };

/** A small disc image with Rock Ridge names. */
function image(files: Readonly<Record<string, string>>): Uint8Array {
  const directory = mkdtempSync(join(tmpdir(), 'baton-fuzz-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, 'tree', path)), { recursive: true });
      writeFileSync(join(directory, 'tree', path), text);
    }
    const [out, tree] = [join(directory, 'iso'), join(directory, 'tree')];
    execFileSync('genisoimage', ['-quiet', '-no-pad', '-R', '-V', 'LIVE', '-o', out, tree], { stdio: 'ignore' });
    return readFileSync(out);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

export const seeds: Seeds = {
  volumes: async () => [
    { '/isos/live.iso': image({ ...FILES, '/boot/grub/loopback.cfg': LOOPBACK }) },
    { '/live.iso': image({ ...FILES, '/isolinux/isolinux.cfg': ISOLINUX }) },
  ],
  pieces: [
    'CD001',
    '\x01',
    '\0',
    '\0\0\0\0',
    '\xff\xff\xff\xff',
    'NM\x09\x01\0',
    ';1',
    '\x22',
    'menuentry x {',
    '}',
    '$',
  ],
};
