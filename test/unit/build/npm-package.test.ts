import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkout } from '../../../build/cache.ts';
import { run } from '../../../build/command.ts';
import { npmPackage } from '../../../build/npm-package.ts';
import { arm64 } from '../../../build/target.ts';
import { ensureTools } from '../../../build/tools.ts';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { failure } from '../../failure.ts';

const name = arm64.koffi.package;
const lock = JSON.parse(readFileSync(join(checkout, 'package-lock.json'), 'utf8'));
const locked = lock.packages[`node_modules/${name}`] as { version: string; integrity: string };

/** Fetches the package with an empty cache, as a package-lock.json with `packages` names it. */
async function fetched(directory: string, packages: Record<string, unknown>): Promise<string> {
  writeFileSync(join(directory, 'package-lock.json'), JSON.stringify({ packages }));
  process.env.BATON_CACHE = join(directory, 'cache');
  try {
    return await npmPackage(name, directory);
  } finally {
    delete process.env.BATON_CACHE;
  }
}

test('a package that npm has installed is taken where it lies', async () => {
  assert.is(await npmPackage('uvu'), join(checkout, 'node_modules/uvu'));
});

test('a package for another processor is fetched as package-lock.json names it', async () => {
  await ensureTools(['readelf']);
  using directory = await temporaryDirectory();
  const root = await fetched(directory.path, { [`node_modules/${name}`]: locked });
  assert.is(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version, locked.version);
  assert.match(await run('readelf', ['-h', join(root, arm64.koffi.file)], { timeout: 30_000 }), /Machine: +AArch64/);
  assert.equal(
    readdirSync(root).filter((file) => file.endsWith('.tgz')),
    [],
  );
});

test('what is not what package-lock.json names is refused, and nothing of it is kept', async () => {
  using directory = await temporaryDirectory();
  const integrity = `sha512-${Buffer.alloc(64).toString('base64')}`;
  const { message } = await failure(fetched(directory.path, { [`node_modules/${name}`]: { ...locked, integrity } }));
  assert.is(
    message,
    `${name}@${locked.version} as npm fetched it is not what package-lock.json names: its sha512 is another`,
  );
  assert.equal(readdirSync(join(directory.path, 'cache/npm')), []);
});

test('a package that package-lock.json does not name is not asked for', async () => {
  using directory = await temporaryDirectory();
  assert.is((await failure(fetched(directory.path, {}))).message, `package-lock.json names no ${name}`);
  assert.not(existsSync(join(directory.path, 'cache')));
});

test.run();
