import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { describeEfi, readEfiState } from '../../../src/kexec/efi-state.ts';

/** Boot parameters of a kernel that was started by UEFI: a signature, and a memory map of 100 bytes. */
function running(mapSize = 100): Buffer {
  const bytes = Buffer.alloc(4096);
  bytes.write('EL64', 0x1c0, 'latin1');
  bytes.writeUInt32LE(1, 0x1cc);
  bytes.writeUInt32LE(mapSize, 0x1d4);
  return bytes;
}

function lay(directory: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(directory, path, '..'), { recursive: true });
    writeFileSync(join(directory, path), `${text}\n`);
  }
}

const descriptor = (name: number, type: string, address: string) => ({
  [`runtime-map/${name}/type`]: type,
  [`runtime-map/${name}/phys_addr`]: address,
  [`runtime-map/${name}/virt_addr`]: '0xfffffffeff000000',
  [`runtime-map/${name}/num_pages`]: '0x10',
  [`runtime-map/${name}/attribute`]: '0x800000000000000f',
});
const files = {
  fw_vendor: '0x1feb7018',
  runtime: '0x1ffe9018',
  config_table: '0x1ff7f018',
  systab: 'SMBIOS3=0x1ff79000\nACPI20=0x1fb7e014\nSMBIOS=0x1ff7b000',
};

test('tables and runtime services are told as the firmware gave them, the descriptors in their order', async () => {
  using directory = await temporaryDirectory();
  lay(directory.path, { ...files, ...descriptor(10, '0x6', '0x2000'), ...descriptor(9, '0x5', '0x1000') });
  const state = readEfiState(running(), directory.path)!;
  const tables = [0, 8, 16, 24, 32].map((at) => state.tables.readBigUInt64LE(at));
  assert.equal(tables, [0x1feb7018n, 0x1ffe9018n, 0x1ff7f018n, 0x1ff7b000n, 0n]);
  assert.is(state.runtimeMap.length, 2 * 40);
  assert.equal([state.runtimeMap.readUInt32LE(0), state.runtimeMap.readBigUInt64LE(8)], [5, 0x1000n]);
  assert.equal([state.runtimeMap.readUInt32LE(40), state.runtimeMap.readBigUInt64LE(72)], [6, 0x800000000000000fn]);

  const info = describeEfi(state, 0x1_2345_6000);
  assert.is(info.toString('latin1', 0, 4), 'EL64');
  assert.equal(
    [8, 12, 16, 20, 28].map((at) => info.readUInt32LE(at)),
    [40, 1, 0x23456000, 80, 1],
  );
});

test('a machine without UEFI, or whose kernel has no runtime services, has no state', async () => {
  using directory = await temporaryDirectory();
  assert.is(readEfiState(undefined, directory.path), undefined);
  assert.is(readEfiState(running(0), directory.path), undefined);
  assert.is(readEfiState(running(), directory.path), undefined);
  lay(directory.path, files);
  assert.is(readEfiState(running(), directory.path), undefined);
});

test.run();
