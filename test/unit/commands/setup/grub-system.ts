// An installed system with GRUB, whose grub.cfg is written by grub-mkconfig and read by GRUB itself.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import { temporaryDirectory } from '../../../../qemu/temporary.ts';
import { newTrialsFile } from '../../../../src/bookkeeping/trials-file.ts';
import { grubSteps } from '../../../../src/commands/setup/grub.ts';
import type { GrubPlaces } from '../../../../src/commands/setup/grub-places.ts';
import { grubRemoval } from '../../../../src/commands/setup/remove.ts';
import { takeEach, takeSteps } from '../../../../src/commands/setup/step.ts';
import type { SetupWishes } from '../../../../src/commands/setup/wishes.ts';
import { changeEnvironmentBlock } from '../../../../src/dialects/grub/change-environment-block.ts';
import { bootedBy } from '../../dialects/grub/booted-by.ts';
import { type Mkconfig, mkconfig } from '../../dialects/grub/mkconfig.ts';
import { type RealGrub, realGrub } from '../../dialects/grub/real-grub.ts';
import { listing } from './machine.ts';

let tools: { readonly grub: RealGrub; readonly make: Mkconfig } | undefined;
try {
  tools = { grub: await realGrub(), make: await mkconfig() };
} catch (error) {
  console.log(`skipped, because GRUB could not be fetched: ${error instanceof Error ? error.message : error}`);
}
/** `test`, where there is the real GRUB. */
export const withGrub = tools ? test : test.skip;
export const directory = await temporaryDirectory('large');
test.after(directory.remove);

/** A file that is taken for one of baton's parts. */
export const file = (name: string, content: string) => {
  const path = join(directory.path, name);
  writeFileSync(path, content);
  return { path, size: content.length, signed: false };
};
export const parts = { kernel: file('vmlinuz', 'kernel'), initrd: file('initramfs.img', 'initramfs') };
export const newer = {
  kernel: file('vmlinuz.2', 'a newer kernel'),
  initrd: file('initramfs.img.2', 'a newer initramfs'),
};

/** An installed system with one kernel, whose grub.cfg is written by grub-mkconfig. */
export async function systemWithGrub(environment: Record<string, string> = {}) {
  const root = mkdtempSync(join(directory.path, 'grub-'));
  const at = (name: string) => join(root, name);
  mkdirSync(at('boot'));
  for (const name of ['vmlinuz', 'initrd.img', 'config']) writeFileSync(at(`boot/${name}-6.12.10-amd64`), '');
  // gfxterm would have grub-emu open a window.
  await tools!.make(root, 'GRUB_DISTRIBUTOR=Debian\nGRUB_TIMEOUT=0\nGRUB_TERMINAL=console\n');
  writeFileSync(
    at('update'),
    `export EUID=0 pkgdatadir='${at('mkconfig/share')}' grub_mkrelpath='${at('mkconfig/relpath')}'
sh '${at('mkconfig/run')}' >'${at('grub.cfg.new')}' && mv '${at('grub.cfg.new')}' '${at('grub.cfg')}'\n`,
  );
  writeFileSync(at('grubenv'), newTrialsFile(environment));
  const places: GrubPlaces = {
    directory: at('boot/baton'),
    script: at('mkconfig/grub.d/42_baton'),
    configuration: at('grub.cfg'),
    block: at('grubenv'),
    notOnce: undefined,
    update: ['sh', at('update')],
    cmdline: 'console=ttyS0,115200',
  };
  execFileSync('sh', [at('update')], { stdio: 'pipe' });
  const set = async (wishes: SetupWishes, given?: typeof parts) =>
    takeSteps(await grubSteps(places, given, wishes), () => {});
  const remove = async (update = places.update) => takeEach(await grubRemoval({ ...places, update }), () => {});
  const change = (variables: Record<string, string>) =>
    writeFileSync(at('grubenv'), changeEnvironmentBlock(readFileSync(at('grubenv')), variables) as Uint8Array);
  const boot = async () => {
    const booted = await tools!.grub.boot(root);
    rmSync(at('booted'), { force: true });
    // GRUB does that itself, but not in a file of the host.
    if (readFileSync(at('grubenv'), 'latin1').includes('next_entry=')) change({ next_entry: '' });
    return booted;
  };
  const own = () => readdirSync(places.directory).sort();
  return { root, places, set, remove, boot, change, own, baton: () => bootedBy(root), all: () => listing(root) };
}
