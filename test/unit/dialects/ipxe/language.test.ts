// Lines, labels, conditions and settings: src/image/script.c, src/core/exec.c and src/core/settings.c.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { cmdlineOf, PC, run } from './read-ipxe.ts';

/** What `script` leaves in the setting x. */
const x = (script: string, facts = {}, machine = PC) =>
  cmdlineOf(`${script}\nkernel http://a/vmlinuz \${x}\nboot`, facts, machine);

test('&& and || go by the status of the last command that ran', async () => {
  assert.is(await x('iseq a a && set x yes || set x no'), 'yes');
  assert.is(await x('iseq a b && set x yes || set x no'), 'no');
  assert.is(await x('iseq a b || iseq c c && set x yes'), 'yes');
  assert.is(await x(`set x 1 ; iseq a b ; set x \${x}2`), '12');
});

test('a command that fails ends the script', async () => {
  const reading = await run('kernel k\niseq a b\nboot\n');
  assert.equal(reading.entries, []);
  assert.match(reading.diagnostics[0]!.message, 'line 3');
  assert.equal((await run('nonsense\nkernel k\nboot\n')).entries, []);
  assert.is((await run('nonsense ||\nkernel k\nboot\n')).entries.length, 1);
});

test('a script that fails is a failure of its chain', async () => {
  const files = { '/inner.ipxe': '#!ipxe\nset x inner\nexit 1\nset x wrong\n' };
  const { entries } = await run(`chain inner.ipxe || kernel k \${x}\nboot\n`, { files });
  assert.is(entries[0]!.cmdline, 'inner');
});

test('goto leads to the first line with its label, and runs what stands behind it', async () => {
  assert.is(await x('goto a && set x no\nset x no\n :a set x yes\ngoto end\n:a\nset x no\n:end'), 'yes');
  assert.is(await x('goto nowhere || set x none'), 'none');
});

test('a comment begins with a word that begins with #', async () => {
  assert.is(await x('set x a#b # set x c'), 'a#b');
});

test('a backslash joins lines, and carriage returns vanish', async () => {
  assert.is(await x('set x one \\\r\n  two \\\nthree\r'), 'one two three');
});

test('settings are expanded word by word, the innermost first, until nothing is left', async () => {
  assert.is(await x(`set a b c\nset b \${a}\nset n a\nset x \${\${n}}\${b}`), 'b cb c');
  assert.is(await x(`set a\nset x [\${a}]`), '[]');
  assert.is(await x(`set x \${unset}\${un:set}\${`), `\${`);
});

test('a setting that is empty is not set', async () => {
  assert.is(await x(`set a\nisset \${a} || set x no`), 'no');
  assert.is(await x(`set a 1\nclear a\nisset \${a} && set x yes || set x no`), 'no');
});

test('inc counts in the type of the setting', async () => {
  assert.is(await x(`inc a\ninc a 0x10\nset x \${a}`), '17');
  assert.is(await x(`set a:uint8 255\ninc a\nset x \${a}`), '0');
  assert.is(await x(`set a:uint16 0x1234\ninc a\nset x \${a} \${a:hexhyp} \${a:int8}`), '0x1235 12-35 4661');
});

test('settings are written in the type that is asked for', async () => {
  const facts = {
    'net0/mac': '52:54:00:aB:cd:ef',
    'net0/ip': '10.0.2.15',
    uuid: '00112233-4455-6677-8899-aabbccddeeff',
  };
  const forms = {
    'net0/mac': '52:54:00:ab:cd:ef',
    'net0/mac:hexhyp': '52-54-00-ab-cd-ef',
    'mac:hexraw': '525400abcdef',
    'netX/mac': '52:54:00:ab:cd:ef',
    ip: '10.0.2.15',
    'net0/ip:hexraw': '0a00020f',
    uuid: '00112233-4455-6677-8899-aabbccddeeff',
    'uuid:guid': '33221100-5544-7766-8899-aabbccddeeff',
    'ip:string': '\n\u0000\u0002\u000f',
    'ip:base64': 'CgACDw==',
    'net1/mac': '',
  };
  for (const [written, formatted] of Object.entries(forms))
    assert.is(await x(`set x \${${written}}`, facts), formatted, written);
  assert.is(await x(`set a b c/\u00e9~\nset x \${a:uristring}`), 'b%20c%2F%C3%A9~');
});

test('numbers of DHCP options are names of settings', async () => {
  assert.is(
    await x(`set x \${67} \${net0.dhcp/12}`, { filename: 'boot.ipxe', 'net0.dhcp/hostname': 'host' }),
    'boot.ipxe host',
  );
});

test('the machine is known: firmware, processor and its features', async () => {
  const script = `cpuid --ext 29 && set b 64 || set b 32\nset x \${platform} \${buildarch} \${b}`;
  assert.is(await x(script), 'pcbios x86_64 64');
  assert.is(await x(script, {}, { firmware: 'efi', cpu: 'i386' }), 'efi i386 32');
  assert.is(await x(script, {}, { firmware: 'pc', cpu: 'arm64' }), 'efi arm64 32');
});

test('what the network would tell is named where it is missed', async () => {
  const [entry] = (await run(`kernel http://\${unheard-of}.example/\${net0/mac:hexhyp}/vmlinuz\nboot\n`)).entries;
  assert.match(entry!.diagnostics.join(' '), /\$\{unheard-of\} is not known here\. \$\{net0\/mac:hexhyp\}/);
});

test('nobody presses a key at a prompt', async () => {
  assert.is(await x('prompt --key 0x02 --timeout 2000 Press Ctrl-B && shell || set x on'), 'on');
  assert.is(await x('prompt Press a key\nset x on'), 'on');
});

test('the network, the screen and the clock are left alone', async () => {
  assert.is(await x('ifopen net0 && dhcp && console --x 1 && sleep 5 && echo -n a && route && time set x on'), 'on');
});

test.run();
