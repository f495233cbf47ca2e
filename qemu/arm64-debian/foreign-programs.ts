// Whether this machine runs programs for arm64, which an installation does: the kernel starts QEMU for them.
// https://docs.kernel.org/admin-guide/binfmt-misc.html

import { run } from '../../build/command.ts';
import { ensureTools } from '../../build/tools.ts';

const timeout = 30_000;
const formats = '/proc/sys/fs/binfmt_misc';

/** Makes sure of it. As root it switches the emulation on; throws a sentence where that is not possible. */
export async function ensureForeignPrograms(): Promise<void> {
  await ensureTools(['arch-test', 'qemu-aarch64-static', 'update-binfmts']);
  const works = () => run('arch-test', ['arm64'], { timeout }).then(Boolean, () => false);
  if (await works()) return;
  const enable = `mountpoint -q ${formats} || mount -t binfmt_misc binfmt_misc ${formats}; update-binfmts --enable qemu-aarch64`;
  const failure = await run('sh', ['-c', enable], { timeout }).catch((error: Error) => error);
  if (await works()) return;
  const reason = failure instanceof Error ? failure.message : 'arch-test says so';
  throw new Error(
    `This machine cannot run programs for arm64 (${reason}). Run as root, where no container forbids it: ${enable}`,
  );
}
