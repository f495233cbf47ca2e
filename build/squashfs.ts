// Writes a squashfs image with mksquashfs.

import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './command.ts';
import { ensureTools } from './tools.ts';
import { arrange, type Item } from './tree.ts';

/**
 * The squashfs of `items`, which must hold no device nodes, in blocks of 128 KiB compressed with LZ4: measured to be
 * the quickest to start Node from. The same items give the same bytes: owned by root, all times 0.
 */
export async function squashfs(items: Iterable<Item>): Promise<Uint8Array> {
  await ensureTools(['mksquashfs']);
  const directory = await mkdtemp(join(tmpdir(), 'baton-squashfs-'));
  try {
    const root = join(directory, 'root');
    const image = join(directory, 'image');
    await mkdir(root, { mode: 0o755 });
    for (const item of arrange(items)) await place(root, item);
    const form = ['-comp', 'lz4', '-Xhc', '-b', '128K', '-no-xattrs'];
    const same = ['-all-root', '-all-time', '0', '-mkfs-time', '0', '-noappend'];
    await run('mksquashfs', [root, image, ...form, ...same, '-quiet', '-no-progress'], {
      timeout: 300_000,
      // mksquashfs refuses its own time options beside this variable.
      env: { SOURCE_DATE_EPOCH: undefined },
    });
    return await readFile(image);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function place(root: string, { path, mode, content }: Item): Promise<void> {
  const target = join(root, path);
  if (content.kind === 'link') return symlink(content.target, target);
  if (content.kind === 'directory') await mkdir(target);
  else if (content.kind === 'file') await writeFile(target, content.data);
  else throw new Error(`${path}: a squashfs made without root cannot hold a ${content.kind}`);
  await chmod(target, mode);
}
