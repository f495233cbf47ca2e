// What a server is known by, and what it is given.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { KnownServers } from '../../../src/network/known-servers.ts';
import { NetworkVolume } from '../../../src/network/network-volume.ts';

const servers = () => new KnownServers((origin) => new NetworkVolume(origin));

test('a server is known by its URL without the password, and found by that', () => {
  const known = servers();
  const server = known.at('https://me:p%40ss@boot.test:8443');
  assert.is(server.identity.id, 'https://me@boot.test:8443');
  assert.is(known.get('https://me@boot.test:8443'), server);
  assert.is(known.at('https://me@boot.test:8443'), server);
  assert.is(known.withPassword('https://me@boot.test:8443/file'), 'https://me:p%40ss@boot.test:8443/file');
  assert.is(known.withPassword('https://other.test/file'), 'https://other.test/file');
});

test('another password, or another user, is another server', () => {
  const known = servers();
  const mistyped = known.at('http://me:pasword@boot.test');
  const corrected = known.at('http://me:password@boot.test');
  assert.is.not(corrected, mistyped);
  assert.is(known.get('http://me@boot.test'), corrected);
  assert.is.not(known.at('http://boot.test'), corrected);
  assert.equal(
    known.all.map(({ identity }) => identity.id),
    ['http://me@boot.test', 'http://boot.test'],
  );
});

test.run();
