import type { Reading } from '../../entry/reading.ts';
import type { Volume } from '../../entry/volume.ts';
import { readAssignments } from '../common/shell-assignments.ts';
import { systemFiles } from '../common/system-files.ts';
import { textFile } from '../common/text-file.ts';
import type { Machine } from '../dialect.ts';
import { debianPlan } from './debian.ts';
import type { CrashPlan } from './plan.ts';
import { redHatPlan } from './red-hat.ts';

/** The crash kernel of Red Hat's file, or of Debian's kdump-tools. */
export async function readKdump(
  path: string,
  volume: Volume,
  volumes: readonly Volume[],
  machine: Machine,
): Promise<Reading> {
  const { id } = volume.identity;
  const { values, remarks } = readAssignments((await textFile(volume, path)) ?? '');
  const files = await systemFiles(volume, volumes);
  const plan = path.endsWith('/kdump-tools') ? debianPlan : redHatPlan;
  const made: CrashPlan = await plan({ values, files, volume, volumes, machine });
  const origin = { source: 'kdump', volume: id, config: path } as const;
  const diagnostics = [...remarks, ...made.remarks].map((remark) => ({ config: path, ...remark }));
  const entry = made.entry?.(origin);
  const options = made.kexecOptions ? { kexecOptions: made.kexecOptions } : {};
  return { volume: id, config: path, entries: entry ? [{ ...entry, crash: true, ...options }] : [], diagnostics };
}
