// What it takes to load a kernel and a large initrd, with baton's kexec and with that of kexec-tools, in one machine.

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { progress } from '../../build/progress.ts';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { rescuePrompt, Shell } from '../../qemu/shell.ts';
import { smallDisk } from '../../qemu/small-disk.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { kexecTools } from '../kexec-tools.ts';
import { type Measured, median, publish } from './report.ts';

const mebibyte = 2 ** 20;
const initrdMebibytes = 200;
/** MiB: the file, what the kernel reads it into, and what it keeps of it, with room for two more copies. */
const memory = 2048;
const bound = { seconds: 600 };
const peer = 'kexec-tools';

/** What the real kexec is called there, with its libraries. What lies on a disk is not executed where it lies. */
const realKexec = '/run/tools/kexec';
const setUp = [
  'cd /run/baton/vda',
  'cp -r tools /run && chmod -R 755 /run/tools',
  'cat vmlinuz big.img first.img second.img > /dev/null',
  'mkdir /run/groups && mount -t cgroup2 none /run/groups && echo +memory > /run/groups/cgroup.subtree_control',
];

/** Both load the same bytes; kexec-tools takes no more than one initrd. */
const loads: readonly { readonly what: string; readonly own: string; readonly peer: string }[] = [
  { what: 'no initrd', own: '-s -l vmlinuz', peer: '-s -l vmlinuz' },
  { what: 'one initrd', own: '-s -l vmlinuz --initrd=big.img', peer: '-s -l vmlinuz --initrd=big.img' },
  {
    what: 'two initrds, joined',
    own: '-s -l vmlinuz --initrd=first.img --initrd=second.img',
    peer: '-s -l vmlinuz --initrd=big.img',
  },
  { what: 'one initrd, by kexec_load', own: '-c -l vmlinuz --initrd=big.img', peer: '-c -l vmlinuz --initrd=big.img' },
];

/** Seconds from a program's start to its end, and MiB that it had at most: its own, its files' in memory, no page cache. */
interface Cost {
  readonly seconds: number;
  readonly mebibytes: number;
}

/** Runs the command in a control group of its own, which counts what memory it has at once. */
async function measure(shell: Shell, command: string): Promise<Cost> {
  const group = '/run/groups/one';
  const inside = `echo $$ > ${group}/cgroup.procs; exec ${command} > /dev/null`;
  await shell.run(`sync; mkdir ${group} && time -f %e -o /run/time sh -c '${inside}'`);
  const [seconds, bytes] = (await shell.run(`cat /run/time ${group}/memory.peak && rmdir ${group}`)).split('\n');
  return { seconds: Number(seconds), mebibytes: Number(bytes) / mebibyte };
}

async function makeDisk(directory: Awaited<ReturnType<typeof temporaryDirectory>>, kernel: string): Promise<string> {
  const tools = await kexecTools();
  const initrd = randomBytes(initrdMebibytes * mebibyte);
  const half = initrd.length / 2;
  return smallDisk(
    {
      '/vmlinuz': readFileSync(kernel),
      '/big.img': initrd,
      '/first.img': initrd.subarray(0, half),
      '/second.img': initrd.subarray(half),
      '/tools/kexec': readFileSync(tools.program),
      ...Object.fromEntries(tools.libraries.map((path) => [`/tools/${basename(path)}`, readFileSync(path)])),
      '/boot/grub/grub.cfg': 'menuentry "The kernels" { linux /vmlinuz; }',
    },
    directory,
    initrdMebibytes * 2 + 100,
  );
}

/** Measures `runs` loads of each kind. */
export async function kexecBenchmark(runs: number): Promise<void> {
  const image = await ensureImage();
  using directory = await temporaryDirectory('large');
  const disk = await makeDisk(directory, image.kernel);
  const append = `${onSerial} quiet baton.timeout=-1`;
  await using machine = await startMachine({ ...image, memory, disks: [{ file: disk }], append });
  const { serial } = machine;
  await serial.expectScreen(/The kernels/, { ...bound, what: 'the menu' });
  serial.type('s');
  await serial.expect(rescuePrompt, { ...bound, what: 'the prompt of the rescue shell' });
  const shell = new Shell(serial);
  for (const line of setUp) await shell.run(line);
  await shell.run('export LD_LIBRARY_PATH=/run/tools');

  const shown = progress('Loading', runs * (loads.length + 1), 'count');
  const start = { own: [] as Cost[], peer: [] as Cost[] };
  const costs = loads.map(() => ({ own: [] as Cost[], peer: [] as Cost[] }));
  for (let run = 0; run < runs; run++) {
    start.own.push(await measure(shell, 'kexec --version'));
    start.peer.push(await measure(shell, `${realKexec} --version`));
    for (const [index, load] of loads.entries()) {
      for (const [who, program] of [
        ['own', 'kexec'],
        ['peer', realKexec],
      ] as const) {
        costs[index]![who].push(await measure(shell, `${program} ${load[who]}`));
        await shell.run(`${realKexec} ${load[who].slice(0, 2)} -u`);
      }
      shown.update(run * (loads.length + 1) + index + 2);
    }
  }
  shown.end();
  const nodes = {
    seconds: median(start.own.map(({ seconds }) => seconds)),
    mebibytes: median(start.own.map(({ mebibytes }) => mebibytes)),
  };
  const row = (what: string, unit: string, own: readonly number[], peerValues: readonly number[]): Measured => ({
    what,
    unit,
    own,
    peer,
    peerValues,
  });
  const rows = [
    { what: 'nothing (--version)', ...start },
    ...loads.map(({ what }, index) => ({ what, ...costs[index]! })),
  ].flatMap(({ what, own, peer: theirs }, index) =>
    (['seconds', 'mebibytes'] as const).flatMap((key) => {
      const unit = key === 'seconds' ? 's' : 'MiB';
      const [values, peerValues] = [own.map((cost) => cost[key]), theirs.map((cost) => cost[key])];
      const above = values.map((value) => value - nodes[key]);
      return [
        row(what, unit, values, peerValues),
        ...(index > 0 ? [row("  above Node's own", unit, above, peerValues)] : []),
      ];
    }),
  );
  console.log(`Written to ${await publish('kexec', runs, rows)}`);
}
