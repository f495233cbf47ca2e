import type { Entry } from '../entry/entry.ts';

/** The kinds that kexec can start. */
const startable: readonly Entry['kind'][] = ['linux', 'uki', 'multiboot', 'multiboot2'];

/** Whether baton can hand over to the entry as far as its configuration tells. */
export function isBootable(entry: Entry): boolean {
  if (entry.crash) return false;
  return startable.includes(entry.kind) && entry.kernel?.volume !== undefined;
}

/**
 * Whether it may boot though neither a person nor a configuration has chosen it. What a server offers beside its default
 * may be an installer that writes over what is there.
 */
export function mayFollow({ default: chosen, volume }: Entry): boolean {
  return chosen || !volume.includes('://');
}

/** Whether the firmware has to start the entry, because kexec cannot. */
export function isForFirmware({ kind }: Pick<Entry, 'kind'>): boolean {
  return kind === 'efi' || kind === 'chainload' || kind === 'firmware-setup';
}

/** Systems that end at a maintenance prompt: better than nothing, but nobody may stand next to the machine. */
export function isRescue(entry: Entry): boolean {
  const target = /^(systemd\.unit=(rescue|emergency)\.target|single|rescue|emergency|[sS1])$/;
  return entry.cmdline.split(' ').some((word) => target.test(word));
}
