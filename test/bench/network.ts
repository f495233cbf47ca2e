// How fast files come over the network into memory, with baton and with what others use, in one machine; and how soon
// the menu has what a network offers.

import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { programFiles } from '../../build/bundle.ts';
import { checkout } from '../../build/cache.ts';
import { run } from '../../build/command.ts';
import { progress } from '../../build/progress.ts';
import { x86_64 } from '../../build/target.ts';
import { ensureTools } from '../../build/tools.ts';
import { dhcpRange, startDnsmasq } from '../../qemu/dnsmasq.ts';
import { privateNetwork, serverAddress } from '../../qemu/network.ts';
import { startNginx } from '../../qemu/nginx.ts';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { rescuePrompt, Shell } from '../../qemu/shell.ts';
import { smallDisk } from '../../qemu/small-disk.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { type Temporary, temporaryDirectory } from '../../qemu/temporary.ts';
import { type Measured, median, publish } from './report.ts';

const mebibyte = 2 ** 20;
const sizes = { http: 128 * mebibyte, tftp: 12 * mebibyte };
/** MiB: room for the file, twice. */
const memory = 1024;
const bound = { seconds: 600 };

/** Of a block of TFTP, in bytes: the peers get the size that baton asks for. */
const blockSize = 1468;

/** What fetches a URL into a file of a tmpfs; baton's own program into a memfd. */
const contenders: Readonly<Record<'http' | 'tftp', Readonly<Record<string, string>>>> = {
  http: {
    baton: `/bin/node /run/own/start.cjs http://${serverAddress}/nothing http://${serverAddress}/file`,
    curl: `/run/tools/curl -s -o /run/fetched http://${serverAddress}/file`,
    'busybox wget': `wget -q -O /run/fetched http://${serverAddress}/file`,
  },
  tftp: {
    baton: `/bin/node /run/own/start.cjs tftp://${serverAddress}/nothing tftp://${serverAddress}/small`,
    curl: `/run/tools/curl -s --tftp-blksize ${blockSize} -o /run/fetched tftp://${serverAddress}/small`,
    'busybox tftp': `tftp -g -b ${blockSize} -l /run/fetched -r small ${serverAddress}`,
  },
};

/** How long the cable is out once it has been looked for, in milliseconds: less than is waited for it. */
const noSignal = 3000;

/** MiB in a second, and MiB of memory above the file's own. */
interface Cost {
  readonly rate: number;
  readonly memory: number;
}

/** curl of this host with its libraries, and the program that starts it with them. */
async function curlFiles(): Promise<Record<string, Uint8Array>> {
  await ensureTools(['curl', 'ldd']);
  const curl = (await run('sh', ['-c', 'command -v curl'], { timeout: 10_000 })).trim();
  const listed = await run('ldd', [curl], { timeout: 10_000 });
  const libraries = [...listed.matchAll(/(\/\S+) \(0x/g)].map((match) => match[1]!);
  const loader = libraries.find((path) => basename(path).startsWith('ld-linux'))!;
  const start = `#!/bin/sh\nexec /run/tools/${basename(loader)} --library-path /run/tools /run/tools/curl.real "$@"\n`;
  return {
    '/tools/curl': Buffer.from(start),
    '/tools/curl.real': readFileSync(curl),
    ...Object.fromEntries(libraries.map((path) => [`/tools/${basename(path)}`, readFileSync(path)])),
  };
}

async function makeDisk(directory: Temporary): Promise<string> {
  const program = await programFiles(x86_64, join(checkout, 'test', 'bench', 'network-program.ts'));
  const own = program.flatMap(({ path, content }) =>
    path.startsWith('lib/baton/') && content.kind === 'file' ? [[`/own/${basename(path)}`, content.data] as const] : [],
  );
  const menu = 'menuentry "The tools" { linux /vmlinuz; }';
  const files = { ...(await curlFiles()), ...Object.fromEntries(own), '/vmlinuz': '', '/boot/grub/grub.cfg': menu };
  return smallDisk(files, directory, 100);
}

/** Runs the command in a control group of its own, which counts what memory it has at once, the file's included. */
async function measure(shell: Shell, command: string, size: number): Promise<Cost> {
  const group = '/run/groups/one';
  const inside = `echo $$ > ${group}/cgroup.procs; exec ${command}`;
  await shell.run(`mkdir ${group} && time -f %e -o /run/time sh -c '${inside}' > /run/said`, bound.seconds);
  const printed = await shell.run(`cat /run/time ${group}/memory.peak /run/said; rmdir ${group}; rm -f /run/fetched`);
  const [seconds, peak, said = ''] = printed.split('\n');
  const own = / ([\d.]+)$/.exec(said)?.[1];
  return {
    // Of Node's start, which PID 1 has behind it, nothing counts.
    rate: size / mebibyte / Number(own ?? seconds),
    memory: (Number(peak) - size) / mebibyte,
  };
}

/** Measures `runs` fetches of each kind. */
export async function networkBenchmark(runs: number): Promise<void> {
  const image = await ensureImage();
  using directory = await temporaryDirectory('large');
  const root = join(directory.path, 'srv');
  mkdirSync(root, { mode: 0o755 });
  writeFileSync(join(root, 'file'), randomBytes(sizes.http), { mode: 0o644 });
  writeFileSync(join(root, 'small'), randomBytes(sizes.tftp), { mode: 0o644 });
  writeFileSync(join(root, 'nothing'), 'x', { mode: 0o644 });
  writeFileSync(join(root, 'boot.ipxe'), '#!ipxe\nkernel file by=ipxe\nboot\n', { mode: 0o644 });
  await using network = await privateNetwork();
  await startNginx(network, { root });
  const boot = ['enable-tftp', `tftp-root=${root}`, 'user=root', `dhcp-boot=http://${serverAddress}/boot.ipxe`];
  await startDnsmasq(network, [dhcpRange, ...boot]);

  const networks = [await network.plug()];
  const append = `${onSerial} quiet baton.timeout=-1`;
  const disks = [{ file: await makeDisk(directory) }];
  await using machine = await startMachine({ ...image, within: network.within, networks, memory, disks, append });
  const { serial } = machine;
  await serial.expectScreen(/The tools/, { ...bound, what: 'the menu' });
  await machine.qmp.execute('set_link', { name: 'net0', up: false });
  serial.type('n');
  await serial.expectScreen(/Looking for a network/, { ...bound, what: 'that a signal is waited for' });
  await sleep(noSignal);
  const plugged = performance.now();
  await machine.qmp.execute('set_link', { name: 'net0', up: true });
  await serial.expectScreen(/boot\.ipxe/, { ...bound, what: 'the entry from the network' });
  const found = performance.now() - plugged;
  serial.type('s');
  await serial.expect(rescuePrompt, { ...bound, what: 'the prompt of the rescue shell' });
  const shell = new Shell(serial);
  for (const line of setUp) await shell.run(line);

  const all = Object.entries(contenders).flatMap(([kind, commands]) =>
    Object.entries(commands).map(([name, command]) => ({ kind: kind as 'http' | 'tftp', name, command })),
  );
  const costs = new Map(all.map(({ command }) => [command, [] as Cost[]]));
  const idle: number[] = [];
  const shown = progress('Fetching', runs * all.length, 'count');
  for (let round = 0; round < runs; round++) {
    const nothing = `/bin/node /run/own/start.cjs http://${serverAddress}/nothing http://${serverAddress}/nothing`;
    idle.push((await measure(shell, nothing, 0)).memory);
    for (const [index, { kind, command }] of all.entries()) {
      costs.get(command)!.push(await measure(shell, command, sizes[kind]));
      shown.update(round * all.length + index + 1);
    }
  }
  shown.end();

  const node = median(idle);
  const rows = all
    .filter(({ name }) => name === 'baton')
    .flatMap(({ kind, command }): Measured[] => {
      const own = costs.get(command)!;
      const peers = all.filter((one) => one.kind === kind && one.name !== 'baton');
      return [
        ...peers.map(({ name, command: theirs }) => ({
          ...{ what: `${kind}, ${sizes[kind] / mebibyte} MiB`, unit: 'MiB/s', peer: name },
          own: own.map(({ rate }) => rate),
          peerValues: costs.get(theirs)!.map(({ rate }) => rate),
        })),
        { what: `${kind}, memory above the file and Node`, unit: 'MiB', own: own.map((cost) => cost.memory - node) },
      ];
    });
  const path = await publish('network', runs, [
    ...rows,
    { what: 'from link up to the entry, by DHCP and HTTP', unit: 'ms', own: [found] },
  ]);
  console.log(path);
}

/** What lies on a disk is not executed where it lies. */
const setUp = [
  'cp -r /run/baton/vda/tools /run/baton/vda/own /run && chmod -R 755 /run/tools /run/own',
  'mkdir /run/groups && mount -t cgroup2 none /run/groups && echo +memory > /run/groups/cgroup.subtree_control',
];
