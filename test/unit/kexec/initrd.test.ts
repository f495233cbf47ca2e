import { spawnSync } from 'node:child_process';
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ensureTools } from '../../../build/tools.ts';
import { writeCpio } from '../../../src/images/cpio.ts';
import { joinInitrds } from '../../../src/kexec/initrd.ts';
import { LoadError } from '../../../src/kexec/load-error.ts';
import { failure } from '../../failure.ts';

await ensureTools(['cpio']);

const initrds = suite('initrd', { directory: '' });
initrds.before((context) => {
  context.directory = mkdtempSync(join(tmpdir(), 'baton-initrd-'));
});
initrds.after(({ directory }) => rmSync(directory, { recursive: true }));

initrds('none stays none, and one is used as it is', async ({ directory }) => {
  assert.is(await joinInitrds([]), undefined);
  writeFileSync(join(directory, 'one'), 'abc');
  const fd = openSync(join(directory, 'one'), 'r');
  assert.is((await joinInitrds([fd]))?.fd, fd);
  closeSync(fd);
});

initrds('several follow one another, each at a multiple of four bytes', async ({ directory }) => {
  const contents = ['abcde', 'fgh', 'x'.repeat(3 << 20), 'end!'];
  const descriptors = contents.map((content, index) => {
    writeFileSync(join(directory, `${index}`), content);
    return openSync(join(directory, `${index}`), 'r');
  });
  const joined = await joinInitrds(descriptors);
  assert.ok(joined);
  const bytes = Buffer.alloc(fstatSync(joined.fd).size);
  readSync(joined.fd, bytes, 0, bytes.length, 0);
  assert.is(bytes.toString(), `abcde\0\0\0fgh\0${'x'.repeat(3 << 20)}end!`);
  await joined.close();
  descriptors.forEach((fd) => {
    closeSync(fd);
  });
});

/** A file of these bytes, open. */
function opened(directory: string, name: string, content: string): number {
  writeFileSync(join(directory, name), content);
  return openSync(join(directory, name), 'r');
}

function contentOf(fd: number): string {
  const bytes = Buffer.alloc(fstatSync(fd).size);
  readSync(fd, bytes, 0, bytes.length, 0);
  return bytes.toString();
}

initrds(
  'archives that baton adds stand behind the initrds, and the file of the volume stays as it was',
  async (context) => {
    const fd = opened(context.directory, 'main', 'main!');
    const joined = await joinInitrds([fd], [Buffer.from('key'), Buffer.from('journal')]);
    assert.is(contentOf(joined!.fd), 'main!\0\0\0key\0journal\0');
    assert.is(joined!.memory, 20);
    assert.is(contentOf(fd), 'main!');
    await joined!.close();
    closeSync(fd);
  },
);

initrds('an archive that baton adds can be the only one', async () => {
  const joined = await joinInitrds([], [Buffer.from('key')]);
  assert.is(contentOf(joined!.fd), 'key\0');
  await joined!.close();
});

initrds('GNU cpio reads each of the archives out of what was joined', async ({ directory }) => {
  const archive = (path: string) =>
    writeCpio([
      { path: 'etc', mode: 0o755, content: { kind: 'directory' } },
      { path, mode: 0o600, content: { kind: 'file', data: Buffer.from(path) } },
    ]);
  const fd = opened(directory, 'archive', archive('etc/crypttab').toString('latin1'));
  const joined = await joinInitrds([fd], [archive('etc/key')]);
  const listed: string[] = [];
  // cpio stops at a trailer: what it is given next begins where the archive before it ended.
  for (let rest = contentOf(joined!.fd); rest !== ''; ) {
    const { stdout } = spawnSync('cpio', ['-it', '--quiet'], { input: rest, encoding: 'utf8' });
    listed.push(...stdout.trimEnd().split('\n'));
    rest = rest.slice(rest.indexOf('TRAILER!!!') + 10).replace(/^\0+/, '');
  }
  assert.equal(listed, ['etc', 'etc/crypttab', 'etc', 'etc/key']);
  await joined!.close();
  closeSync(fd);
});

initrds('a file that cannot be read is a sentence', async ({ directory }) => {
  const fd = openSync(directory, 'r');
  const error = await failure(joinInitrds([fd, fd]));
  assert.instance(error, LoadError);
  assert.match(error.message, /initrd could not be read \(EISDIR\)\. Check the disk/);
  closeSync(fd);
});

initrds.run();
