// payload: the kernel with its initramfs inside, in one file for a flash chip, where bytes count more than seconds.

import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ownOrigin } from '../bundle.ts';
import { checkout } from '../cache.ts';
import { costTable } from '../cost-table.ts';
import { type Cost, size } from '../costs.ts';
import { cpio } from '../cpio.ts';
import { rootParts } from '../image.ts';
import { fetchKernel, kernels } from '../kernel.ts';
import { readProfile } from '../profile.ts';
import { progress } from '../progress.ts';
import { x86_64 } from '../target.ts';
import { file, type Item } from '../tree.ts';
import { wholeFile } from '../whole-file.ts';
import { appendInitramfs } from './bzimage-payload.ts';
import type { Form, FormOptions } from './form.ts';
import { withoutLanguages } from './icu-data.ts';
import { xz } from './xz.ts';

const mebibyte = 2 ** 20;
const nodePath = 'bin/node';

/** The parts of the root, as those of the image, but for what they hold that nobody reads. */
async function slimParts({ target, kernel: kind, profile: name, etc }: FormOptions): Promise<Map<string, Item[]>> {
  const kernel = await fetchKernel(kind, target);
  const profile = await readProfile(name ?? kernels[kind].profile, kind, target);
  const parts = await rootParts(target, kernel, profile, join(checkout, 'initramfs', 'program.ts'), etc);
  const slim = (item: Item): Item =>
    item.path === nodePath && item.content.kind === 'file'
      ? { ...item, content: { ...item.content, data: withoutLanguages(item.content.data) } }
      : item;
  return new Map([...parts].map(([part, items]) => [part, items.map(slim)]));
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

const inMebibytes = (bytes: number) => (bytes / mebibyte).toFixed(1);

/**
 * For x86-64. Prints what each part takes. Throws a sentence for other processors and where it is larger than the
 * budget.
 */
export const payload: Form = async (options) => {
  const { target, image, output, budget } = options;
  if (target !== x86_64) throw new Error(`a payload is made for ${x86_64.name}; for ${target.name} take the form efi`);
  const parts = await slimParts(options);
  const vmlinuz = await readFile(image.vmlinuz);
  const shown = progress('Compressing the payload, in some minutes', 1, 'count');
  const packed = await xz(cpio([...parts.values(), await frame()].flat())).finally(shown.end);
  const bytes = await appendInitramfs(vmlinuz, packed);
  console.log(costTable(await costsOf(parts, packed.length, vmlinuz.length)));
  const path = join(output, 'payload');
  if (budget !== undefined && bytes.length > budget) {
    // One of an earlier build would be taken for this one.
    await rm(path, { force: true });
    const over = `${inMebibytes(bytes.length)} MiB, ${inMebibytes(bytes.length - budget)} more than its budget`;
    throw new Error(
      `the payload has ${over} of ${inMebibytes(budget)} MiB: take a smaller kernel or profile, such as --kernel firmware --profile minimal`,
    );
  }
  return [await wholeFile(path, (temporary) => writeFile(temporary, bytes))];
};
