// Passwords, against those who make their hashes.

import { execFileSync } from 'node:child_process';
import { scryptSync } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isAccountPassword } from '../../../src/trust/account-password.ts';
import { hashPassword, isPassword } from '../../../src/trust/scrypt.ts';
import { readGrub } from '../dialects/grub/read-grub.ts';

const bytes = (text: string) => Buffer.from(text);

test('a hash of grub-mkpasswd-pbkdf2 is met by its password alone', async () => {
  const said = execFileSync('grub-mkpasswd-pbkdf2', ['-c', '1000'], { input: 'p\u00e4ss word\np\u00e4ss word\n' });
  const hash = /grub\.pbkdf2\S+/.exec(said.toString())?.[0];
  const { accounts } = await readGrub(`set superusers=root\npassword_pbkdf2 root ${hash}\n`);
  const { password } = accounts!.users[0]!;
  assert.ok(await isAccountPassword(bytes('p\u00e4ss word'), password));
  for (const wrong of ['p\u00e4ss', 'p\u00e4ss word ', '']) assert.not(await isAccountPassword(bytes(wrong), password));
});

test("a clear password of GRUB's is met by itself alone", async () => {
  const { accounts } = await readGrub(`set superusers=root\npassword root "p\u00e4ss word"\n`);
  const { password } = accounts!.users[0]!;
  assert.ok(await isAccountPassword(bytes('p\u00e4ss word'), password));
  for (const wrong of ['p\u00e4ss', 'p\u00e4ss word ', '']) assert.not(await isAccountPassword(bytes(wrong), password));
});

test('a hash of our own is met by its password alone, and is never the same twice', async () => {
  const [hash, other] = [await hashPassword(bytes('secret')), await hashPassword(bytes('secret'))];
  assert.match(hash, /^\$scrypt\$ln=15,r=8,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  assert.is.not(hash, other);
  assert.ok(await isPassword(bytes('secret'), hash));
  assert.not(await isPassword(bytes('Secret'), hash));
});

test('a hash with another cost is met as well; what is no hash is met by nothing', async () => {
  const base64 = (part: Buffer) => part.toString('base64').replace(/=+$/, '');
  const derived = scryptSync('secret', 'salt', 64, { N: 1024, r: 4, p: 2 });
  assert.ok(await isPassword(bytes('secret'), `$scrypt$ln=10,r=4,p=2$${base64(bytes('salt'))}$${base64(derived)}`));
  for (const hash of ['', 'secret', '$scrypt$ln=10$x$y', '$argon2id$v=19$m=1,t=1,p=1$x$y'])
    assert.not(await isPassword(bytes('secret'), hash));
});

test.run();
