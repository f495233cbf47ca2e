// How servers are reached and believed, by the settings: against an HTTPS server that wants to know who asks.

import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeCertificates } from '../../qemu/certificates.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { Connecting, type ServerWishes } from '../../src/connecting.ts';
import { DirectoryVolume } from '../../src/disks/directory-volume.ts';
import { Journal } from '../../src/journal.ts';
import { fetchFile } from '../../src/network/fetch.ts';
import { NetworkError } from '../../src/network/network-error.ts';
import { failure } from '../failure.ts';

const directory = await temporaryDirectory();
test.after(directory.remove);

const keys = join(directory.path, 'keys');
mkdirSync(keys);
const other = join(directory.path, 'other');
mkdirSync(other);
const { authority: stranger } = await makeCertificates(other, { names: ['IP:127.0.0.1'] });
const own = await makeCertificates(keys, { names: ['IP:127.0.0.1'] });
const volume = new DirectoryVolume(keys, { id: 'vdb1', label: 'KEYS' });

const https = createServer(
  {
    key: readFileSync(own.key),
    cert: readFileSync(own.certificate),
    ca: readFileSync(own.authority),
    requestCert: true,
    rejectUnauthorized: false,
  },
  (request, response) => response.end((request.socket as TLSSocket).authorized ? 'known' : 'a stranger'),
);
await new Promise<void>((resolve) => https.listen(0, '127.0.0.1', resolve));
test.after(() => {
  https.closeAllConnections();
  https.close();
});
const url = `https://127.0.0.1:${(https.address() as AddressInfo).port}/file`;

const nothing: ServerWishes = { noProxy: [], authorities: [], onlyAuthorities: false, timeServers: [] };

/** What the server says to a machine with these settings. */
async function said(wishes: Partial<ServerWishes>, built?: number, volumes = [volume]): Promise<string> {
  const surroundings = { volumes: () => volumes, timeServers: () => [], built: () => built };
  const connecting = new Connecting(new Journal(), () => ({ ...nothing, ...wishes }), surroundings);
  const file = await fetchFile(url, { connection: connecting.connection() });
  const text = readFileSync(`/proc/self/fd/${file.fd}`, 'utf8');
  await file.close();
  return text;
}

async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = await failure(promise);
  assert.instance(error, NetworkError);
  return error.message;
}

const onVolume = (path: string) => ({ path, volume: 'LABEL=KEYS' });

test('an authority counts that a file of the image or of a volume names', async () => {
  assert.match(await refusal(said({})), /is not trusted/);
  assert.match(await refusal(said({ authorities: [{ path: stranger }] })), /is not trusted/);
  assert.is(await said({ authorities: [{ path: own.authority }] }), 'a stranger');
  assert.is(await said({ authorities: [onVolume('/authority.pem')], onlyAuthorities: true }), 'a stranger');
  assert.is(await said({ authorities: [{ path: stranger }, onVolume('/authority.pem')] }), 'a stranger');
});

test('a server knows this machine by its certificate', async () => {
  const authorities = [onVolume('/authority.pem')];
  const own = { certificate: onVolume('/clientCertificate.pem'), certificateKey: onVolume('/clientKey.pem') };
  assert.is(await said({ authorities, ...own }), 'known');
  assert.match(
    await refusal(said({ authorities, certificate: onVolume('/clientCertificate.pem') })),
    /^\/clientCertificate\.pem on LABEL=KEYS is of no use alone/,
  );
  assert.match(
    await refusal(
      said({ authorities, certificate: onVolume('/authority.pem'), certificateKey: onVolume('/clientKey.pem') }),
    ),
    /^\/authority\.pem on LABEL=KEYS and \/clientKey\.pem on LABEL=KEYS cannot be used \(.*\)\. The key has to be that/,
  );
});

test('what the settings name and is not there is a sentence', async () => {
  assert.match(
    await refusal(said({ authorities: [{ path: '/none.pem' }] })),
    /^The file \/none\.pem of the image cannot be read \(ENOENT\)/,
  );
  assert.match(
    await refusal(said({ authorities: [onVolume('/none.pem')] })),
    /^There is no file \/none\.pem on LABEL=KEYS/,
  );
  assert.match(
    await refusal(said({ authorities: [onVolume('/authority.pem')] }, undefined, [])),
    /which is not there\. Connect that disk/,
  );
  assert.match(
    await refusal(said({ authorities: [onVolume('/clientKey.pem')] })),
    /^\/clientKey\.pem on LABEL=KEYS holds no certificate in PEM that can be read/,
  );
  assert.match(await refusal(said({ onlyAuthorities: true })), /^The setting ca-only trusts those of ca alone/);
});

test('no certificate is judged by a clock that cannot be right', async () => {
  const authorities = [{ path: own.authority }];
  const tomorrow = Date.now() / 1000 + 86_400 * 365 * 50;
  assert.is(await said({ authorities }, 1_000_000_000), 'a stranger');
  // Its hardware's clock is this machine's own.
  assert.match(
    await refusal(said({ authorities }, tomorrow)),
    /before this image was built \(\d{4}-.* certificates cannot be judged by it/,
  );
});

test.run();
