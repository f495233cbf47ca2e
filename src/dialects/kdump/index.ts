import type { Reading } from '../../entry/reading.ts';
import type { Volume } from '../../entry/volume.ts';
import { readAssignments } from '../common/shell-assignments.ts';
import { type SystemFiles, systemFiles } from '../common/system-files.ts';
import { filesAmong, textFile } from '../common/text-file.ts';
import type { Dialect, Machine } from '../dialect.ts';
import { debianPlan } from './debian.ts';
import type { CrashPlan } from './plan.ts';
import { redHatPlan } from './red-hat.ts';

const RED_HAT = '/etc/sysconfig/kdump';
const DEBIAN = '/etc/default/kdump-tools';

/** The kernels that kdump loads to be started when the running one crashes. They are no ordinary choice at boot. */
export const kdump: Dialect = {
  name: 'kdump',
  places: [RED_HAT, DEBIAN],
  find: (volume) => filesAmong(volume, [RED_HAT, DEBIAN]),
  read,
};

async function read(path: string, volume: Volume, volumes: readonly Volume[], machine: Machine): Promise<Reading> {
  const { id } = volume.identity;
  const { values, remarks } = readAssignments((await textFile(volume, path)) ?? '');
  const files: SystemFiles = await systemFiles(volume, volumes);
  const plan = path === DEBIAN ? debianPlan : redHatPlan;
  const made: CrashPlan = await plan({ values, files, volume, volumes, machine });
  const origin = { source: 'kdump', volume: id, config: path } as const;
  const diagnostics = [...remarks, ...made.remarks].map((remark) => ({ config: path, ...remark }));
  const entry = made.entry?.(origin);
  return { volume: id, config: path, entries: entry ? [{ ...entry, crash: true }] : [], diagnostics };
}
