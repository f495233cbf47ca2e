import type { Machine } from '../../../../src/dialects/dialect.ts';
import type { Facts } from '../../../../src/dialects/ipxe/facts.ts';
import { readIpxe } from '../../../../src/dialects/ipxe/read.ts';
import type { Reading } from '../../../../src/entry/reading.ts';
import { type Content, MemoryVolume } from '../../memory-volume.ts';

export const PC: Machine = { firmware: 'pc', cpu: 'x86_64' };

/** Reads `script`, with `#!ipxe` put before it, as /boot.ipxe of a volume that also holds `files`. */
export async function run(
  script: string,
  {
    files = {},
    facts = {},
    machine = PC,
  }: { files?: Readonly<Record<string, Content>>; facts?: Facts; machine?: Machine } = {},
): Promise<Reading> {
  const volume = new MemoryVolume({ id: 'vda1' }, { ...files, '/boot.ipxe': `#!ipxe\n${script}` });
  return (await readIpxe('/boot.ipxe', volume, machine, facts))!;
}

/** The cmdline of the kernel that the script boots without asking. */
export async function cmdlineOf(script: string, facts: Facts = {}, machine = PC): Promise<string> {
  const { entries, diagnostics } = await run(script, { facts, machine });
  if (entries.length !== 1) throw new Error(`${entries.length} entries: ${JSON.stringify(diagnostics)}`);
  return entries[0]!.cmdline;
}
