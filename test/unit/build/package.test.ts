// What a mirror that hands out damaged packages leads to. The mirror stands between apt and the real one.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findMirrors } from '../../../build/apt.ts';
import { fetchPackage } from '../../../build/package.ts';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { failure } from '../../failure.ts';
import { serve } from '../../serve.ts';

const directory = await temporaryDirectory('large');
test.after(directory.remove);

/** Hands on what the real mirrors have, but packages with another first byte. */
async function damagingMirror() {
  const { main, security } = await findMirrors();
  const server = await serve(async (request, response) => {
    const [, archive, path] = /^\/(debian|debian-security)\/(.*)$/.exec(request.url ?? '') ?? [];
    const upstream = await fetch(`${archive === 'debian' ? main : security}/${path}`).catch(() => undefined);
    const bytes = Buffer.from(await (upstream?.arrayBuffer() ?? new ArrayBuffer(0)));
    if (path?.endsWith('.deb') && bytes.length > 0) bytes[0] = ~bytes[0]! & 0xff;
    response.writeHead(upstream?.status ?? 502, { 'content-length': bytes.length }).end(bytes);
  });
  return { url: `${server.site}/debian`, close: server.close };
}

test('a package whose checksum is wrong is told in a sentence, and nothing of it is kept', async () => {
  const mirror = await damagingMirror();
  const before = { mirror: process.env.BATON_DEBIAN_MIRROR, cache: process.env.BATON_CACHE };
  process.env.BATON_DEBIAN_MIRROR = mirror.url;
  process.env.BATON_CACHE = directory.path;
  try {
    const error = await failure(fetchPackage('hostname'));
    assert.is(error.message, "Debian's package hostname could not be fetched");
    assert.match((error.cause as Error).message, /Hash Sum mismatch/);
    assert.equal(readdirSync(join(directory.path, 'debian', 'bookworm')), []);
  } finally {
    mirror.close();
    for (const [name, value] of [
      ['BATON_DEBIAN_MIRROR', before.mirror],
      ['BATON_CACHE', before.cache],
    ] as const) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
});

test.run();
