// baton.efi: the kernel, the initramfs and the cmdline in one program that UEFI starts.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ownOrigin } from '../bundle.ts';
import type { Manifest } from '../manifest.ts';
import { fetchPackageFor } from '../package.ts';
import type { Target } from '../target.ts';
import { wholeFile } from '../whole-file.ts';
import type { Form, FormOptions } from './form.ts';
import { sign } from './signer.ts';
import { unify } from './uki.ts';

/** By processor: systemd's stub, and the name under which firmware starts a program that nobody has told it of. */
const programs: Readonly<Record<string, { readonly stub: string; readonly fallback: string }>> = {
  x86_64: { stub: 'linuxx64.efi.stub', fallback: 'BOOTX64.EFI' },
  arm64: { stub: 'linuxaa64.efi.stub', fallback: 'BOOTAA64.EFI' },
};

function programFor(target: Target) {
  const program = programs[target.name];
  if (!program) throw new Error(`there is no EFI program for ${target.name}`);
  return program;
}

/** Where firmware looks for a program on removable media: `/EFI/BOOT/BOOTX64.EFI`. */
export const fallbackPath = (target: Target): string => `/EFI/BOOT/${programFor(target).fallback}`;

/** What boot managers call it, in the form of os-release(5). */
async function osRelease(): Promise<string> {
  const { version } = await ownOrigin();
  return `ID=baton\nNAME="baton"\nPRETTY_NAME="baton ${version}"\nVERSION_ID=${version}\n`;
}

/** Writes the unified kernel image to `path`, signed if there is a signer. */
export async function writeUki({ target, image, cmdline, signer }: FormOptions, path: string): Promise<void> {
  const { root } = await fetchPackageFor(target.debian, 'systemd-boot-efi');
  const stub = await readFile(join(root, 'usr/lib/systemd/boot/efi', programFor(target).stub));
  await writeFile(
    path,
    unify(stub, [
      ['.osrel', Buffer.from(await osRelease())],
      ['.cmdline', Buffer.from(cmdline)],
      ['.uname', Buffer.from(await releaseOf(image))],
      ['.initrd', await readFile(image.initramfs)],
      ['.linux', await readFile(image.vmlinuz)],
    ]),
  );
  if (signer) await sign(path, signer);
}

/** `uname -r` of the image's kernel, by the manifest beside it. */
async function releaseOf({ manifest }: FormOptions['image']): Promise<string> {
  return (JSON.parse(await readFile(manifest, 'utf8')) as Manifest).kernel.release;
}

export const efi: Form = async (options) => [
  await wholeFile(join(options.output, 'baton.efi'), (path) => writeUki(options, path)),
];
