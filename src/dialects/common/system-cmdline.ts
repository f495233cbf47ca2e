import type { Volume } from '../../entry/volume.ts';
import type { Machine } from '../dialect.ts';
import { type FstabLine, readFstab } from './fstab.ts';
import { textFile } from './text-file.ts';
import { volumeMounted } from './volume-mounted.ts';

export interface WorkedOut {
  readonly cmdline: string;
  /** Sentences: where it comes from, or what is missing. */
  readonly remarks: readonly string[];
}

/** Types of root partitions. https://uapi-group.org/specifications/specs/discoverable_partitions_specification/ */
const ROOT_TYPES: Readonly<Record<Machine['cpu'], string>> = {
  x86_64: '4f68bce3-e8cd-4db1-96e7-fbcaf984b709',
  i386: '44479540-f297-41b2-9af7-d131d5f0458a',
  arm64: 'b921b045-1df0-41c3-af44-4c6f280d3fae',
};

/**
 * A cmdline for a kernel that no configuration has one for: the root filesystem, and the consoles of the running kernel.
 * @param near the volume that the kernel is on: its own system is looked for first
 */
export async function systemCmdline(
  near: Volume,
  volumes: readonly Volume[],
  { cpu, consoles = [] }: Machine,
): Promise<WorkedOut> {
  const { parameters, remark } =
    (await fromFstab(near, volumes)) ?? fromPartitionType(volumes, cpu) ?? (await fromSystem(volumes)) ?? NONE;
  return { cmdline: [...parameters, ...consoles].join(' '), remarks: [remark] };
}

interface Root {
  readonly parameters: readonly string[];
  readonly remark: string;
}

const NONE: Root = {
  parameters: ['ro'],
  remark: 'No root filesystem was found for it: add root= before you boot it.',
};

/** The fstab beside the kernel, else that of a system which mounts the kernel's volume as its /boot. */
async function fromFstab(near: Volume, volumes: readonly Volume[]): Promise<Root | undefined> {
  for (const volume of [near, ...volumes.filter((other) => other !== near)]) {
    const lines = readFstab((await textFile(volume, '/etc/fstab')) ?? '');
    const root = lines.find(({ target }) => target === '/');
    const mounts = (line: FstabLine) =>
      /^\/(boot|efi)(\/|$)/.test(line.target) && volumeMounted(line, [near]) !== undefined;
    if (!root || (volume !== near && !lines.some(mounts))) continue;
    const flags = root.options.filter((option) => /^subvol(id)?=/.test(option));
    const rootflags = flags.length > 0 ? [`rootflags=${flags.join(',')}`] : [];
    const remark = `The root filesystem is that of /etc/fstab on ${volume.identity.id}.`;
    return { parameters: [`root=${root.source}`, ...rootflags, 'ro'], remark };
  }
  return undefined;
}

function fromPartitionType(volumes: readonly Volume[], cpu: Machine['cpu']): Root | undefined {
  const typed = volumes.find(({ identity }) => identity.parttype?.toLowerCase() === ROOT_TYPES[cpu]);
  return typed && named(typed, `The root filesystem is ${typed.identity.id} by the type of its partition.`);
}

/** Where one volume alone looks like a root filesystem, it is that one. */
async function fromSystem(volumes: readonly Volume[]): Promise<Root | undefined> {
  const systems: Volume[] = [];
  for (const volume of volumes)
    if ((await volume.stat('/etc/os-release')) || (await volume.stat('/usr/lib/os-release'))) systems.push(volume);
  const [only] = systems;
  return only && systems.length === 1
    ? named(only, `The root filesystem is ${only.identity.id}, the only one that holds a system.`)
    : undefined;
}

function named({ identity }: Volume, remark: string): Root | undefined {
  const { uuid, partuuid, device, subvolume } = identity;
  const root = uuid ? `UUID=${uuid}` : partuuid ? `PARTUUID=${partuuid}` : device;
  const flags = subvolume && !subvolume.default ? [`rootflags=subvol=${subvolume.path.slice(1)}`] : [];
  return root === undefined ? undefined : { parameters: [`root=${root}`, ...flags, 'ro'], remark };
}
