import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readSettings, settingsOf } from '../../../src/settings/settings.ts';
import { longestFile, readToml } from '../../../src/settings/toml.ts';

const readBytes = async (bytes: Uint8Array) => settingsOf([await readToml(bytes, '/etc/baton.toml')]);
const read = (text: string) => readBytes(Buffer.from(text));

test('a file says what the kernel parameters of the same names would', async () => {
  const settings = await read(`
# a comment
timeout = -1
boot = "Debian GNU/Linux"
console = ["ttyS0", "tty0"]
order = "usb,nvme"
journal = false

[luks]
ask = "menu"
key = ["UUID=1234-ABCD=/boot.key:LABEL=KEYS"]
handover = true
`);
  const parameters = readSettings([
    { name: 'baton.timeout', value: '-1' },
    { name: 'baton.boot', value: 'Debian GNU/Linux' },
    { name: 'baton.console', value: 'ttyS0,tty0' },
    { name: 'baton.order', value: 'usb,nvme' },
    { name: 'baton.journal', value: 'no' },
    { name: 'baton.luks', value: 'menu' },
    { name: 'baton.luks.key', value: 'UUID=1234-ABCD=/boot.key:LABEL=KEYS' },
    { name: 'baton.luks.handover' },
  ]);
  assert.equal(settings.problems, []);
  assert.equal(settings, parameters);
});

test('what is wrong is told with file, line and what was expected, and the rest is used', async () => {
  const { problems, timeout, rounds } = await read(`timeout = "soon"
rounds = 3
tiemout = 4
password = "secret"
[luks]
keys = "/x"
[extra]
constructor = 1
["luks" . "handover"]
`);
  assert.is(timeout, undefined);
  assert.is(rounds, 3);
  assert.equal(problems, [
    '/etc/baton.toml, line 1: timeout takes a number of seconds, or -1 for no countdown, not "soon".',
    '/etc/baton.toml, line 3: there is no setting "tiemout"; timeout is the nearest.',
    '/etc/baton.toml, line 4: password takes a hash such as $scrypt$ln=15,r=8,p=1$SALT$HASH.',
    '/etc/baton.toml, line 6: there is no setting "luks.keys"; luks.key is the nearest.',
    '/etc/baton.toml: luks.handover takes yes or no, not {}.',
    '/etc/baton.toml, line 7: there is no setting "extra".',
  ]);
});

test('of a file that is not TOML nothing is used, and the line is told', async () => {
  const { problems, timeout } = await read('timeout = 3\nboot = Debian\n');
  assert.is(timeout, undefined);
  assert.is(problems.length, 1);
  assert.match(problems[0]!, /^\/etc\/baton\.toml, line 2: this is not TOML \([^\n]+\); the file is not used\.$/);
});

test('any bytes give settings and a bounded number of sentences', async () => {
  const deep = `a = ${'['.repeat(20_000)}`;
  const many = Array.from({ length: 500 }, (_, index) => `key${index} = 1`).join('\n');
  const cases: [Uint8Array, RegExp][] = [
    [Buffer.from(deep), /not TOML/],
    [Buffer.from(many), /there is no setting "key0"/],
    [Buffer.alloc(longestFile + 1, '#'), /longer than 65536 bytes/],
    [Buffer.from([0x74, 0xff, 0xfe]), /not UTF-8/],
    [Buffer.from('timeout = "\u001b[2J\\u00e9"'), /not TOML/],
    [Buffer.from('boot = 1979-05-27'), /boot takes an entry/],
    [Buffer.from('language = "\\u00e9\\u001b"'), /not "\\u00e9\\u001b"/],
  ];
  for (const [bytes, expected] of cases) {
    const { problems } = await readBytes(bytes);
    assert.ok(problems.length > 0 && problems.length <= 21, `${problems.length}`);
    assert.match(problems[0]!, expected);
    assert.not.match(problems.join(''), /[^\x20-\x7e]/);
  }
});

test('no damage to a file makes reading it throw', async () => {
  const whole = Buffer.from('timeout = 5\n[luks]\nask = "menu"\nkey = ["/a", \'/b\']\n[[x]]\ny = { z = 0x1f }\n');
  let state = 1;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
  for (let count = 0; count < 3000; count++) {
    const bytes = Buffer.from(whole);
    for (let changes = 1 + random(4); changes > 0; changes--) bytes[random(bytes.length)] = random(256);
    const { problems } = await readBytes(bytes.subarray(0, 1 + random(bytes.length)));
    assert.ok(Array.isArray(problems));
  }
});

test('a file of comments alone says nothing', async () => {
  assert.equal(await read('# timeout = 5\n\n   # boot = "x"\n'), readSettings([]));
});

test.run();
