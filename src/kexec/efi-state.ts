// What a kernel has to be told of UEFI that it cannot ask: the firmware's boot services ended with the first kernel.
// The next one is to use the virtual addresses that were given to the runtime services then.
// https://docs.kernel.org/admin-guide/abi-testing.html#abi-sys-firmware-efi-runtime-map

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface EfiState {
  /** struct efi_info of the running kernel's boot parameters. */
  readonly info: Buffer;
  /** struct efi_setup_data: vendor, runtime services, configuration tables, SMBIOS, eight reserved words. */
  readonly tables: Buffer;
  /** The memory descriptors of the runtime services, in the firmware's order. */
  readonly runtimeMap: Buffer;
}

/** Bytes of an EFI_MEMORY_DESCRIPTOR as the kernel keeps it, and of struct efi_setup_data. */
const descriptorSize = 40;
const tablesSize = 12 * 8;
/** Offsets in struct efi_info, where it lies in struct boot_params, and its size. */
const at = { descriptorSize: 8, map: 16, mapSize: 20, mapHigh: 28 } as const;
const infoOffset = 0x1c0;
const infoSize = 0x20;

/**
 * Reads the state from /sys/firmware/efi. Undefined where the machine was not started by UEFI, or the kernel gave its
 * runtime services up: the next kernel then does without them.
 * @param running the boot parameters of the running kernel
 */
export function readEfiState(running: Uint8Array | undefined, directory = '/sys/firmware/efi'): EfiState | undefined {
  if (!running) return undefined;
  const info = Buffer.from(running.subarray(infoOffset, infoOffset + infoSize));
  if (info.readUInt32LE(at.mapSize) === 0) return undefined;
  try {
    const text = (name: string): string => readFileSync(join(directory, name), 'utf8').trim();
    const smbios = /^SMBIOS=(0x[0-9a-f]+)$/im.exec(text('systab'))?.[1] ?? 0;
    const tables = Buffer.alloc(tablesSize);
    for (const [index, value] of [text('fw_vendor'), text('runtime'), text('config_table'), smbios].entries())
      tables.writeBigUInt64LE(BigInt(value), index * 8);
    const runtimeMap = readRuntimeMap(join(directory, 'runtime-map'));
    return runtimeMap.length === 0 ? undefined : { info, tables, runtimeMap };
  } catch {
    return undefined;
  }
}

function readRuntimeMap(directory: string): Buffer {
  const names = readdirSync(directory).sort((one, other) => Number(one) - Number(other));
  const descriptors = names.map((name) => {
    const field = (file: string): bigint => BigInt(readFileSync(join(directory, name, file), 'utf8').trim());
    const descriptor = Buffer.alloc(descriptorSize);
    descriptor.writeUInt32LE(Number(field('type')), 0);
    for (const [index, file] of ['phys_addr', 'virt_addr', 'num_pages', 'attribute'].entries())
      descriptor.writeBigUInt64LE(field(file), 8 + index * 8);
    return descriptor;
  });
  return Buffer.concat(descriptors);
}

/** The struct efi_info for the next kernel, with the runtime map at the physical address `map`. */
export function describeEfi({ info, runtimeMap }: EfiState, map: number): Buffer {
  const described = Buffer.from(info);
  described.writeUInt32LE(descriptorSize, at.descriptorSize);
  described.writeUInt32LE(map % 2 ** 32, at.map);
  described.writeUInt32LE(Math.floor(map / 2 ** 32), at.mapHigh);
  described.writeUInt32LE(runtimeMap.length, at.mapSize);
  return described;
}
