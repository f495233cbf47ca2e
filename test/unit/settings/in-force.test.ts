import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InForce } from '../../../src/settings/in-force.ts';
import type { Layer } from '../../../src/settings/layer.ts';
import { readParameters } from '../../../src/settings/parameters.ts';
import { readToml } from '../../../src/settings/toml.ts';
import { rankOf } from '../../../src/settings/trusted.ts';

const image = (text: string): Promise<Layer> => readToml(Buffer.from(text), '/etc/baton.toml');
const volume = (text: string, id = 'vda1'): Promise<Layer> => readToml(Buffer.from(text), `baton.toml on ${id}`);
const hash = '$scrypt$ln=15,r=8,p=1$c2FsdA$aGFzaA';

test("a volume's file stands over the image's, and the kernel's parameters over both, each with its origin", async () => {
  const inForce = new InForce(
    await image('timeout = 1\nrounds = 2\nlanguage = "de"\n'),
    readParameters([{ name: 'baton.timeout', value: '3' }]),
  );
  const { settings } = inForce;
  assert.equal([settings.timeout, settings.rounds, settings.language], [3, 2, 'de']);
  assert.equal(inForce.add('2 vda1', await volume('timeout = 7\nlanguage = "es"\nboot = "x"\n')), []);
  assert.equal([settings.timeout, settings.rounds, settings.language, settings.boot], [3, 2, 'es', 'x']);
  const rows = new Map(inForce.rows().map(({ name, value, from }) => [name, [value, from]]));
  assert.equal(rows.get('timeout'), [3, 'kernel parameter baton.timeout=3']);
  assert.equal(rows.get('rounds'), [2, '/etc/baton.toml, line 2']);
  assert.equal(rows.get('language'), ['es', 'baton.toml on vda1, line 2']);
  assert.equal(rows.get('plain'), [false, null]);
  assert.equal(rows.get('luks.ask'), [null, null]);
});

test('of several volumes the last in rank counts, whichever came first, also after it is read anew', async () => {
  const inForce = new InForce();
  inForce.add('3 vdb1', await volume('timeout = 30\n', 'vdb1'));
  inForce.add('2 vda1', await volume('timeout = 20\nboot = "x"\n'));
  assert.equal([inForce.settings.timeout, inForce.settings.boot], [30, 'x']);
  inForce.add('2 vda1', await volume('timeout = 20\n'));
  assert.not('boot' in inForce.settings);
});

test('what comes too late from a volume is said, and not used', async () => {
  const inForce = new InForce();
  const problems = inForce.add('2 vda1', await volume('console = "tty0"\ntrust = "all"\ntimeout = 4\n'));
  assert.equal(problems, [
    'baton.toml on vda1, line 1: console comes too late from a volume; give it to the image or the kernel.',
    'baton.toml on vda1, line 2: trust comes too late from a volume; give it to the image or the kernel.',
  ]);
  assert.equal([inForce.settings.consoles, inForce.settings.timeout, inForce.trust], [undefined, 4, 'label']);
  assert.equal(inForce.settings.problems, problems);
});

test('a password of the image is not lifted by a volume, which is then trusted only where that was said', async () => {
  const locked = await image(`password = "${hash}"\n`);
  assert.is(new InForce(locked).trust, 'none');
  const inForce = new InForce(locked, readParameters([{ name: 'baton.trust', value: 'esp' }]));
  assert.is(inForce.trust, 'esp');
  const other = hash.replace('c2FsdA', 'b3RoZXI');
  assert.match(inForce.add('2 vda1', await volume(`password = "${other}"\n`))[0]!, /stays that of the image/);
  assert.is(inForce.settings.password, hash);
  assert.equal(inForce.rows().find(({ name }) => name === 'password')?.value, true, 'the hash is shown nowhere');
});

test('a volume may set the password where the image has none', async () => {
  const inForce = new InForce();
  assert.equal(inForce.add('2 vda1', await volume(`password = "${hash}"\n`)), []);
  assert.is(inForce.settings.password, hash);
});

test('keys of LUKS devices from all places add up', async () => {
  const key = readParameters([{ name: 'rd.luks.key', value: '/b.key' }]);
  const inForce = new InForce(await image('luks.key = ["/a.key"]\n'), key);
  assert.equal(
    inForce.settings.luks.keys.map(({ path }) => path),
    ['/a.key', '/b.key'],
  );
  const row = inForce.rows().find(({ name }) => name === 'luks.key');
  assert.is(row?.from, '/etc/baton.toml, line 1; kernel parameter rd.luks.key=/b.key');
});

test('the volumes that are trusted', () => {
  const esp = { id: 'vda1', parttype: 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B' };
  const labelled = { id: 'vdb', label: 'BATON' };
  const other = { id: 'vdc' };
  const ranks = (trust: 'none' | 'esp' | 'label' | 'all') => [esp, labelled, other].map((one) => rankOf(one, trust));
  assert.equal(ranks('none'), [undefined, undefined, undefined]);
  assert.equal(ranks('esp'), ['2 vda1', undefined, undefined]);
  assert.equal(ranks('label'), ['2 vda1', '3 vdb', undefined]);
  assert.equal(ranks('all'), ['2 vda1', '3 vdb', '1 vdc']);
  assert.is(rankOf({ ...labelled, subvolume: { path: '/@' } }, 'all'), undefined);
});

test('the password of a proxy is not printed', async () => {
  const inForce = new InForce(await image('proxy = "http://me:secret@proxy:3128"\n'));
  const row = inForce.rows().find(({ name }) => name === 'proxy');
  assert.equal(row, { name: 'proxy', value: 'http://me@proxy:3128/', from: '/etc/baton.toml, line 1' });
});

test.run();
