// payload: the kernel with its initramfs inside, in one file for a flash chip, where bytes count more than seconds.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ownOrigin } from '../bundle.ts';
import { checkout } from '../cache.ts';
import { costTable } from '../cost-table.ts';
import { type Cost, size } from '../costs.ts';
import { cpio } from '../cpio.ts';
import { rootParts } from '../image.ts';
import { fetchKernel, type Kernel, kernels } from '../kernel.ts';
import { readProfile } from '../profile.ts';
import { progress } from '../progress.ts';
import { x86_64 } from '../target.ts';
import { file, type Item } from '../tree.ts';
import { writeWithin } from './budget.ts';
import { appendInitramfs } from './bzimage-payload.ts';
import type { Form, FormOptions } from './form.ts';
import { slimParts } from './slim-parts.ts';
import { xz } from './xz.ts';

/** The parts of the root, as those of the image, but for what they hold that nobody reads. */
async function partsOf({ target, profile: name, etc }: FormOptions, kernel: Kernel): Promise<Map<string, Item[]>> {
  const profile = await readProfile(name ?? kernels[kernel.kind].profile, kernel.kind, target);
  return slimParts(target, await rootParts(target, kernel, profile, join(checkout, 'initramfs', 'program.ts'), etc));
}

/**
 * What makes of the parts a root that the kernel unpacks into memory as a whole: xz makes less of it than of a
 * squashfs.
 */
async function frame(): Promise<Item[]> {
  return [
    file('init', await readFile(join(checkout, 'initramfs', 'start-unpacked')), await ownOrigin(), 0o755),
    { path: 'dev/console', mode: 0o600, content: { kind: 'character device', major: 5, minor: 1 } },
  ];
}

/** What each part takes: compressed by itself, the largest as what then remains. */
async function costsOf(parts: ReadonlyMap<string, Item[]>, packed: number, kernel: number): Promise<Cost[]> {
  const rows = [...parts].map(([part, items]) => ({ part, items, ...size(items) }));
  const largest = rows.reduce((one, other) => (other.raw > one.raw ? other : one));
  const others = await Promise.all(
    rows
      .filter((row) => row !== largest && row.files > 0)
      .map(async ({ part, items, files, raw }) => ({ part, files, raw, packed: (await xz(cpio(items))).length })),
  );
  const rest = others.reduce((left, row) => left - row.packed, packed);
  const all = [{ part: largest.part, files: largest.files, raw: largest.raw, packed: rest }, ...others];
  const whole = [...all, { part: 'kernel', files: 1, raw: kernel, packed: kernel }];
  const sum = (field: 'files' | 'raw' | 'packed') => whole.reduce((total, row) => total + row[field], 0);
  return [...whole, { part: 'payload', files: sum('files'), raw: sum('raw'), packed: sum('packed') }];
}

/**
 * For x86-64. Prints what each part takes. Throws a sentence for other processors and where it is larger than the
 * budget.
 */
export const payload: Form = async (options) => {
  const { target, image, output, budget } = options;
  if (target !== x86_64) throw new Error(`a payload is made for ${x86_64.name}; for ${target.name} take the form efi`);
  const kernel = await fetchKernel(options.kernel, target);
  const parts = await partsOf(options, kernel);
  const vmlinuz = await readFile(kernel.small ?? image.vmlinuz);
  const shown = progress('Compressing the payload, in some minutes', 1, 'count');
  const packed = await xz(cpio([...parts.values(), await frame()].flat())).finally(shown.end);
  const bytes = await appendInitramfs(vmlinuz, packed);
  console.log(costTable(await costsOf(parts, packed.length, vmlinuz.length)));
  return [await writeWithin(join(output, 'payload'), bytes, budget)];
};
