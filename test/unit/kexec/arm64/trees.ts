// Device trees as the device tree compiler makes and shows them.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../../build/command.ts';
import { ensureTools } from '../../../../build/tools.ts';
import { temporaryDirectory } from '../../../../qemu/temporary.ts';

const timeout = 30_000;

/** The flattened tree of a source text; `args` are further ones for dtc. */
export async function compile(source: string, args: readonly string[] = []): Promise<Buffer> {
  await ensureTools(['dtc']);
  using directory = await temporaryDirectory();
  const [text, blob] = [join(directory.path, 'tree.dts'), join(directory.path, 'tree.dtb')];
  writeFileSync(text, source);
  await run('dtc', ['-q', ...args, '-I', 'dts', '-O', 'dtb', '-o', blob, text], { timeout });
  return readFileSync(blob);
}

/** The source text of a flattened tree, as dtc writes it; it refuses what is damaged. */
export async function source(blob: Uint8Array): Promise<string> {
  await ensureTools(['dtc']);
  using directory = await temporaryDirectory();
  const path = join(directory.path, 'tree.dtb');
  writeFileSync(path, blob);
  return await run('dtc', ['-q', '-I', 'dtb', '-O', 'dts', path], { timeout });
}

/** What fdtget says of a node's property in a flattened tree, as text or in the `type` that it is told. */
export async function property(blob: Uint8Array, node: string, name: string, type = 's'): Promise<string> {
  await ensureTools(['fdtget']);
  using directory = await temporaryDirectory();
  const path = join(directory.path, 'tree.dtb');
  writeFileSync(path, blob);
  return (await run('fdtget', ['-t', type, '-d', 'absent', path, node, name], { timeout })).trim();
}

/** A board as its firmware tells of it: of a start by UEFI, with an initrd. */
export const board = `/dts-v1/;
/memreserve/ 0x48000000 0x100000;
/memreserve/ 0x7f000000 0x1000;
/ {
  #address-cells = <2>;
  #size-cells = <2>;
  model = "a board";
  memory@40000000 { device_type = "memory"; reg = <0 0x40000000 0 0x40000000>; };
  cpus { #address-cells = <1>; #size-cells = <0>; cpu@0 { device_type = "cpu"; reg = <0>; }; };
  chosen {
    stdout-path = "/serial@9000000";
    bootargs = "the old cmdline";
    linux,initrd-start = <0 0x48000000>;
    linux,initrd-end = <0 0x48100000>;
    linux,uefi-system-table = <0 0x7ff00000>;
    kaslr-seed = <0 0>;
  };
  empty { };
};
`;
