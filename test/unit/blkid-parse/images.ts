import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fromFile, probe, type Result, tags } from 'blkid-parse';

// The tools that make filesystems lie in sbin, which is not on the path of an ordinary user.
process.env.PATH = [process.env.PATH, '/usr/sbin', '/sbin'].join(delimiter);

/** A directory that goes with the test. */
export const scratch = mkdtempSync(join(tmpdir(), 'blkid-parse-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

let count = 0;

/** A sparse file of `size` bytes, or of these bytes. */
export function image(content: number | Uint8Array): string {
  const path = join(scratch, `${++count}.img`);
  writeFileSync(path, typeof content === 'number' ? '' : content);
  if (typeof content === 'number') truncateSync(path, content);
  return path;
}

/** Runs a tool; its output is in the error where it fails. */
export function run(command: readonly string[], input?: string): string {
  const [name, ...args] = command;
  const child = spawnSync(name!, args, { input, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } });
  if (child.status !== 0) throw new Error(`${command.join(' ')}: ${child.error ?? child.stderr + child.stdout}`);
  return child.stdout;
}

/** Writes a partition table as sfdisk(8) reads it, without its waiting for a kernel that knows nothing of the file. */
export function partition(path: string, script: string): void {
  run(['sfdisk', '--quiet', '--no-reread', '--no-tell-kernel', path], script);
}

/** Why a test that needs these tools cannot run, or undefined where they are installed. */
export function missing(...tools: readonly string[]): string | undefined {
  // A container may be without this link, and mkfs.nilfs2 refuses to work then.
  if (tools.includes('mkfs.nilfs2') && !existsSync('/etc/mtab'))
    return 'there is no /etc/mtab, which mkfs.nilfs2 reads';
  const absent = tools.filter((tool) => spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0);
  return absent.length === 0 ? undefined : `${absent.join(', ')} not installed`;
}

/** What blkid itself says of an image. Empty where it recognises nothing, `{ ambivalent }` where it finds too much. */
export function blkid(path: string): Record<string, string> {
  const child = spawnSync('blkid', ['-p', '-o', 'export', path], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (child.status === 8) return { ambivalent: 'true' };
  const lines = child.stdout.split('\n').filter((line) => line.includes('='));
  return Object.fromEntries(
    lines
      .map((line) => [line.slice(0, line.indexOf('=')), unquoted(line.slice(line.indexOf('=') + 1))] as const)
      .filter(([name]) => !later.has(name)),
  );
}

// blkid writes backslashes for the shell, and as cat -v does: M-C for 0xc3, M-^A for 0x81.
function unquoted(value: string): string {
  const bytes: number[] = [];
  for (const [part] of value.replace(/\\(.)/g, '$1').matchAll(/(M-)?\^?./g)) {
    const meta = part.length > 2 && part.startsWith('M-') ? 0x80 : 0;
    const rest = meta ? part.slice(2) : part;
    bytes.push(meta | (rest.length > 1 ? rest.charCodeAt(1) ^ 0x40 : rest.charCodeAt(0)));
  }
  return Buffer.from(bytes).toString();
}

// DEVNAME is the file, and the others came with util-linux 2.39.
const later = new Set(['DEVNAME', 'FSSIZE', 'FSLASTBLOCK', 'FSBLOCKSIZE', 'ENDIANNESS', 'CREATOR', 'BLOCK_SIZE_RAW']);

/** What this package says of an image. */
export async function probed(path: string): Promise<Result> {
  const source = await fromFile(path);
  try {
    return await probe(source);
  } finally {
    await source.close();
  }
}

/** The same under blkid's names. */
export async function tagged(path: string): Promise<Record<string, string>> {
  return tags(await probed(path));
}

/** A copy of the image with these bytes written over it, as sparse as it was. */
export function altered(path: string, ...changes: readonly [offset: number, bytes: Uint8Array | string][]): string {
  const copy = image(0);
  run(['cp', '--sparse=always', path, copy]);
  const fd = openSync(copy, 'r+');
  for (const [offset, change] of changes) {
    const bytes = typeof change === 'string' ? Buffer.from(change, 'latin1') : change;
    writeSync(fd, bytes, 0, bytes.length, offset);
  }
  closeSync(fd);
  return copy;
}

/** Version of blkid, such as 2.38. */
export const blkidVersion = Number(
  /util-linux (\d+\.\d+)/.exec(execFileSync('blkid', ['--version'], { encoding: 'utf8' }))?.[1],
);
