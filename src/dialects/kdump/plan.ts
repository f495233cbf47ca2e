import type { Entry } from '../../entry/entry.ts';
import type { Volume } from '../../entry/volume.ts';
import type { Origin } from '../common/linux-entry.ts';
import type { Assignment } from '../common/shell-assignments.ts';
import type { SystemFiles } from '../common/system-files.ts';
import type { Machine } from '../dialect.ts';

/** What a plan is made from. */
export interface Given {
  readonly values: ReadonlyMap<string, Assignment>;
  readonly files: SystemFiles;
  readonly volume: Volume;
  readonly volumes: readonly Volume[];
  readonly machine: Machine;
}

export interface CrashPlan {
  readonly entry?: (origin: Origin) => Entry;
  /** Options of kexec(8) that the settings name. */
  readonly kexecOptions?: string;
  readonly remarks: readonly { readonly line: number; readonly message: string }[];
}

export const CRASH_TITLE = 'Crash kernel (kdump)';

/** The cmdline without the parameters of these names. */
export function withoutParameters(cmdline: string, names: ReadonlySet<string>): string[] {
  return (cmdline.match(/(?:[^\s"]|"[^"]*"?)+/g) ?? []).filter((word) => !names.has(/^[^=]*/.exec(word)![0]));
}
