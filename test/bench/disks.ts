// From the start of the program to the full list of many disks, baton beside util-linux's blkid and lsblk with a mount
// of each filesystem, in a machine of the same kernel and disks.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from '../../build/cache.ts';
import type { Disk } from '../../qemu/arguments.ts';
import { filesystem, partitions } from '../../qemu/layouts/disk-makers.ts';
import { payloadFiles } from '../../qemu/layouts/payload.ts';
import { uuidOf } from '../../qemu/layouts/recipe.ts';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { rescuePrompt, Shell } from '../../qemu/shell.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { peerInitrd } from './disks-peer.ts';
import { type Measured, publish } from './report.ts';

const counts = [1, 8, 64];
const partitionsEach = 4;
const mebibytes = 8;
const memory = 1024;
const bound = { seconds: 600 };

/** Seconds since the program was started. */
interface Own {
  readonly list: number;
}

interface Peer {
  readonly blkid: number;
  readonly lsblk: number;
  readonly mounted: number;
}

/** Measures `runs` boots of each number of disks. */
export async function disksBenchmark(runs: number): Promise<void> {
  const image = await ensureImage();
  const files = await diskImages(Math.max(...counts));
  using directory = await temporaryDirectory('large');
  const peerImage = join(directory.path, 'peer.img');
  await writeFile(peerImage, await peerInitrd(image.initrd));
  const measured: Measured[] = [];
  for (const count of counts) {
    const disks: Disk[] = files.slice(0, count).map((file) => ({ file, interface: 'scsi-unit' }));
    const own: Own[] = [];
    const peers: Peer[] = [];
    for (let run = 0; run < runs; run++) {
      own.push(await bootBaton(image.kernel, image.initrd, disks));
      peers.push(await bootPeer(image.kernel, peerImage, disks));
    }
    const what = `${count} ${count === 1 ? 'disk' : 'disks'} of ${partitionsEach} partitions`;
    const list = own.map((one) => one.list);
    const rows: readonly (readonly [string, (peer: Peer) => number])[] = [
      ['blkid and mount', (peer) => peer.blkid + peer.mounted],
      ['blkid', (peer) => peer.blkid],
      ['lsblk -f', (peer) => peer.lsblk],
    ];
    for (const [peer, secondsOf] of rows) {
      measured.push({ what: `the list of ${what}`, unit: 's', own: list, peer, peerValues: peers.map(secondsOf) });
    }
  }
  console.log(`Written to ${await publish('disks', runs, measured)}`);
}

/** Disks with a GPT and an ext4 filesystem with a grub.cfg on each of its partitions, no two alike. */
async function diskImages(count: number): Promise<string[]> {
  const nameOf = (disk: number) => `disk${disk}.img`;
  const directory = await cached(join('bench-disks', `${count}x${partitionsEach}`), async (made) => {
    for (let disk = 0; disk < count; disk++) {
      const path = join(made, nameOf(disk));
      await writeFile(path, '');
      const lines = Array<string>(partitionsEach).fill(`size=${mebibytes}MiB`);
      await partitions(`bench ${disk}`, mebibytes * partitionsEach + 2, lines)(path, []);
      for (let part = 0; part < partitionsEach; part++) {
        const name = `disk ${disk}, partition ${part + 1}`;
        const [files, offset] = [await payloadFiles(name), 1 + part * mebibytes];
        await filesystem({ files, uuid: uuidOf(name), mebibytes, offset })(path, []);
      }
    }
  });
  return Array.from({ length: count }, (_, disk) => join(directory, nameOf(disk)));
}

const program = `const { node, messages } = JSON.parse(require("fs").readFileSync("/run/baton/journal.json", "utf8"));
const ends = messages.filter(({ phase, took }) => phase === "configurations" && took !== undefined);
console.log(Math.max(...ends.map(({ at, last }) => last ?? at)) - node);`.replaceAll('\n', ' ');

/** Boots baton until its menu has an entry for every partition. */
async function bootBaton(kernel: string, initrd: string, disks: readonly Disk[]): Promise<Own> {
  const append = `${onSerial} quiet baton.timeout=-1`;
  await using machine = await startMachine({ kernel, initrd, append, disks, memory });
  const { serial } = machine;
  const all = disks.length * partitionsEach;
  const what = `the list of ${all} filesystems`;
  await serial.expectScreen(new RegExp(`\\b${all} entries on ${all} volumes`), { ...bound, what });
  serial.type('s');
  await serial.expect(rescuePrompt, { ...bound, what: 'the prompt of the rescue shell' });
  return { list: Number(await new Shell(serial).run(`node -e '${program}'`)) };
}

/** Boots the same kernel with the peers' script, which prints what each step took. */
async function bootPeer(kernel: string, initrd: string, disks: readonly Disk[]): Promise<Peer> {
  const append = `${onSerial} quiet rdinit=/factory peer=${disks.length * partitionsEach}`;
  await using machine = await startMachine({ kernel, initrd, append, disks, memory });
  const found = /peer: (\d+) found, (\d+) listed, (\d+) mounted; ([\d.]+) ([\d.]+) ([\d.]+)\n|failed[^\n]*\n/;
  const { match } = await machine.serial.expect(found, { ...bound, what: "the peers' last line" });
  const [line, filesystems, listed, mounted, blkid, lsblk, mount] = match;
  const all = disks.length * partitionsEach;
  if ([filesystems, listed, mounted].some((number) => Number(number) !== all)) {
    throw new Error(`the peers did not see ${all} filesystems: ${line}`);
  }
  return { blkid: Number(blkid), lsblk: Number(lsblk), mounted: Number(mount) };
}
