import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseCmdline } from '../../../src/linux/cmdline.ts';
import { readSettings } from '../../../src/settings/settings.ts';

const read = (cmdline: string) => readSettings(parseCmdline(cmdline));

test('the kernel parameters baton.* are read, and the last of two counts', () => {
  const settings = read(
    'console=ttyS0 baton.timeout=9 baton.verbose baton.boot="Debian GNU/Linux" baton.console=ttyS0,tty0 baton.timeout=-1',
  );
  assert.is(settings.timeout, -1);
  assert.is(settings.verbose, true);
  assert.is(settings.boot, 'Debian GNU/Linux');
  assert.equal(settings.consoles, ['ttyS0', 'tty0']);
  assert.equal(settings.problems, []);
});

test('a switch without a value is on, and - and _ are the same', () => {
  const { journal, plain, watchdogTimeout } = read('baton.plain baton.journal=no baton.watchdog_timeout=60');
  assert.equal([plain, journal, watchdogTimeout], [true, false, 60]);
});

test('a password is not taken from where everybody can read it, nor repeated', () => {
  const { password, problems } = read('baton.password=$scrypt$ln=15,r=8,p=1$c2FsdA$aGFzaA');
  assert.is(password, undefined);
  assert.equal(problems, [
    'The kernel parameter baton.password is not used, because everybody can read it; use a file.',
  ]);
});

test('what comes after -- is for init, not for baton', () => {
  assert.is(read('quiet -- baton.timeout=3').timeout, undefined);
});

test('what is not understood is a sentence that names the parameter and what it takes', () => {
  const { problems, ...rest } = read('baton.timeout=soon baton.tiemout=3 baton.constructor=1 baton.console=../x');
  assert.equal({ ...rest, problems: [] }, read(''));
  assert.is(problems.length, 4);
  assert.match(problems[0]!, /baton\.timeout=soon .*seconds/);
  assert.match(problems[1]!, /baton\.tiemout=3 .*; baton\.timeout is the nearest\./);
  assert.match(problems[2]!, /baton\.constructor=1 is not one of baton's\.$/);
});

const uuid = '12345678-1234-1234-1234-123456789abc';

test('when to ask for passphrases, and whether to hand them on', () => {
  const { luks, problems } = read('baton.luks=menu baton.luks.handover');
  assert.is(luks.ask, 'menu');
  assert.is(luks.handover, true);
  assert.equal(problems, []);
  assert.match(read('baton.luks=sometimes').problems[0]!, /baton\.luks=sometimes .*ask, menu or never/);
});

test('a key file is named as systemd names it, or dracut', () => {
  const expected = { device: `UUID=${uuid}`, path: '/boot.key', volume: 'LABEL=KEYS' };
  for (const text of [
    `baton.luks.key=${uuid}=/boot.key:LABEL=KEYS`,
    `baton.luks.key=UUID=${uuid}=/boot.key:LABEL=KEYS`,
    `rd.luks.key=${uuid}=/boot.key:LABEL=KEYS`,
    `rd.luks.key=/boot.key:LABEL=KEYS:UUID=${uuid}`,
    `rd.luks.key=/boot.key:LABEL=KEYS:luks-${uuid}`,
  ]) {
    assert.equal(read(text).luks.keys, [expected], text);
  }
  assert.equal(read('rd.luks.key=/boot.key').luks.keys, [{ path: '/boot.key' }]);
  assert.equal(read('baton.luks.key=/dev/vda3=/boot.key').luks.keys, [{ device: '/dev/vda3', path: '/boot.key' }]);
  assert.match(read('baton.luks.key=boot.key').problems[0]!, /baton\.luks\.key=boot\.key .*DEVICE=/);
});

test('a header that lies elsewhere is named with its device, or in the two parameters of systemd', () => {
  assert.equal(read('baton.luks.header=PARTUUID=12=/root.header:LABEL=KEYS').luks.headers, [
    { device: 'PARTUUID=12', path: '/root.header', volume: 'LABEL=KEYS' },
  ]);
  const systemd = `rd.luks.options=${uuid}=discard,header=/root.header:LABEL=KEYS rd.luks.data=${uuid}=/dev/vdb`;
  assert.equal(read(systemd).luks.headers, [{ device: '/dev/vdb', path: '/root.header', volume: 'LABEL=KEYS' }]);
  assert.match(read('baton.luks.header=/root.header').problems[0]!, /DEVICE=/);
});

test('parameters of others that are not known are left to them', () => {
  assert.equal(read('rd.luks.uuid=1 root=/dev/vda1 rd.luks.options=discard').problems, []);
});

test('watchdogs are kicked or stopped', () => {
  const read = (value: string) => readSettings([{ name: 'baton.watchdog', value }]);
  assert.is(read('stop').watchdogs, 'stop');
  assert.equal(
    [read('bark').watchdogs, read('bark').problems],
    ['kick', ['The kernel parameter baton.watchdog=bark is not understood: it takes kick or stop.']],
  );
});

test('what the boot loader has added that brought baton over the network: its card, and its address', () => {
  const link = '52:54:00:ab:12:34';
  const bootif = 'BOOTIF=01-52-54-00-AB-12-34';
  assert.equal(read(bootif).ip, [{ method: 'any', link, dns: [] }]);
  assert.equal(read(`BOOTIF=${link}`).ip, [{ method: 'any', link, dns: [] }]);
  const address = { address: '10.0.0.5', prefix: 20, gateway: '10.0.0.1', server: '10.0.0.2' };
  assert.equal(read(`ip=10.0.0.5:10.0.0.2:10.0.0.1:255.255.240.0 ${bootif}`).ip, [
    { method: 'static', dns: [], ...address, link },
  ]);
  assert.equal(read(`ip=dhcp ${bootif}`).ip, [{ method: 'dhcp', dns: [], link }]);
  // baton's own setting counts, and what is none is for somebody else.
  assert.equal(read(`baton.ip=dhcp ${bootif}`).ip, [{ method: 'dhcp', dns: [] }]);
  assert.equal(read('BOOTIF=eth0 ip=what').ip, []);
});

test('what is booted from the network in place of what DHCP names', () => {
  const given = read('baton.url=tftp://10.0.0.1/a.ipxe baton.pixiecore=http://10.0.0.1:8080');
  assert.equal([given.url, given.pixiecore], ['tftp://10.0.0.1/a.ipxe', 'http://10.0.0.1:8080']);
  assert.match(read('baton.url=/a.ipxe').problems[0] ?? '', 'it takes a URL with http, https or tftp');
});

test('how servers are reached, and which are believed', () => {
  const settings = read(
    'baton.ca=/etc/a.pem,/b.pem:LABEL=KEYS baton.ca=/c.pem baton.ca_only baton.proxy=http://me:p%40ss@proxy:3128 ' +
      'baton.no-proxy=localhost,.test baton.certificate=/own.pem baton.certificate-key=/own.key:/dev/vda1 baton.ntp=10.0.0.1',
  );
  assert.equal(settings.authorities, [
    { path: '/etc/a.pem' },
    { path: '/b.pem', volume: 'LABEL=KEYS' },
    { path: '/c.pem' },
  ]);
  assert.is(settings.onlyAuthorities, true);
  assert.equal([settings.proxy, settings.noProxy], ['http://me:p%40ss@proxy:3128/', ['localhost', '.test']]);
  assert.equal(
    [settings.certificate, settings.certificateKey],
    [{ path: '/own.pem' }, { path: '/own.key', volume: '/dev/vda1' }],
  );
  assert.equal(settings.timeServers, ['10.0.0.1']);
  assert.equal(settings.problems, []);
  assert.is(read('baton.proxy=proxy:3128 baton.proxy=http://proxy/path baton.ca=ca.pem').problems.length, 3);
});

test.run();
