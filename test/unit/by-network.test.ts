// When the network is asked without a key, and how often.

import { mock } from 'node:test';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ByNetwork } from '../../src/by-network.ts';
import { en } from '../../src/console/messages/en.ts';
import { runningMachine } from '../../src/linux/machine.ts';
import { NetworkError } from '../../src/network/network-error.ts';
import type { Networking } from '../../src/networking.ts';
import { entry, reading } from './entries.ts';
import { MemoryVolume } from './memory-volume.ts';
import { peImage } from './pe-image.ts';

const nothing = { settled: true, bootable: false, locked: false };

/** What is done, in order, with the second it is done in; the network answers as it is told. */
function recorder(wish: 'auto' | 'on' | 'off' | undefined, named = false) {
  mock.timers.enable({ apis: ['setTimeout'] });
  const done: string[] = [];
  let now = 0;
  const network: { offers: boolean; rebootTime?: number } = { offers: false };
  const networking = {
    get rebootTime() {
      return network.rebootTime;
    },
    async find(take: (found: unknown) => Promise<void>) {
      done.push(`${now}: asked`);
      if (!network.offers) throw new NetworkError('Nobody is there.');
      await take({ reading: reading([entry('From the network', { default: true })]) });
    },
  };
  const say = (text: string) => void done.push(`${now}: ${text}`);
  const byNetwork = new ByNetwork(networking as unknown as Networking, {
    status: () => {},
    notice: say,
    surprised: (failure) => say(String(failure)),
    messages: () => en,
    wish: () => wish,
    volumes: () => [],
    named: () => named,
    add: ({ wanted }) => say(wanted ? 'wanted' : 'offered'),
    enter: async () => {},
    renew: () => say('renewed'),
    answered: () => say('goes on'),
  });
  const pass = async (seconds: number): Promise<void> => {
    for (let second = 0; second < seconds; second++) {
      now++;
      mock.timers.tick(1000);
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    }
  };
  return { done, network, byNetwork, pass };
}

test.after.each(() => mock.timers.reset());

const asked = (done: readonly string[]) =>
  done.filter((line) => line.endsWith('asked')).map((line) => Number.parseInt(line, 10));

test('auto: asks when the disks have nothing, again with pauses of up to a minute, and complains once', async () => {
  const { done, network, byNetwork, pass } = recorder('auto');
  byNetwork.update(nothing);
  await pass(200);
  assert.equal(asked(done), [3, 8, 18, 38, 78, 138, 198]);
  assert.equal(
    done.filter((line) => line.includes('Nobody')),
    ['3: Nobody is there.'],
  );
  network.offers = true;
  await pass(200);
  assert.equal(done.slice(-3), ['258: asked', '258: renewed', '258: offered']);
});

test('auto: the pauses are those that a DHCP server asks for, of up to an hour', async () => {
  const { done, network, byNetwork, pass } = recorder('auto');
  network.rebootTime = 30;
  byNetwork.update(nothing);
  await pass(100);
  assert.equal(asked(done), [3, 33, 63, 93]);
  network.rebootTime = 100_000;
  await pass(3700);
  assert.equal(asked(done).slice(4), [123, 3723]);
});

test('auto: a disk that has something in time, or that somebody may open, is enough', async () => {
  const { done, byNetwork, pass } = recorder('auto');
  byNetwork.update(nothing);
  await pass(2);
  byNetwork.update({ ...nothing, bootable: true });
  await pass(60);
  byNetwork.update({ ...nothing, locked: true });
  await pass(60);
  byNetwork.update({ ...nothing, settled: false });
  await pass(60);
  assert.equal(done, []);
});

test('auto: asks at once when nothing of what the disks have could be booted', async () => {
  const { done, network, byNetwork, pass } = recorder('auto');
  byNetwork.update({ ...nothing, bootable: true });
  await pass(10);
  assert.ok(byNetwork.exhausted());
  byNetwork.update({ ...nothing, bootable: true });
  await pass(20);
  assert.equal(asked(done), [11, 16, 26]);
  network.offers = true;
  await pass(20);
  assert.equal(done.slice(-3), ['46: asked', '46: renewed', '46: offered']);
});

test('auto: what the network offers and cannot be booted is asked for again, later each time', async () => {
  const { done, network, byNetwork, pass } = recorder('auto');
  network.offers = true;
  byNetwork.update(nothing);
  await pass(10);
  for (let time = 0; time < 3; time++) {
    byNetwork.update({ ...nothing, bootable: true });
    assert.ok(byNetwork.exhausted());
    await pass(30);
  }
  assert.equal(asked(done), [3, 15, 50, 90]);
});

test('on: asks at once, whatever the disks have', async () => {
  const { done, network, byNetwork, pass } = recorder('on');
  network.offers = true;
  byNetwork.update({ settled: false, bootable: true, locked: true });
  await pass(60);
  assert.equal(done, ['1: asked', '1: renewed', '1: offered']);
});

test('on: where the network has nothing it is not asked again while a disk has something', async () => {
  const { done, byNetwork, pass } = recorder('on');
  byNetwork.update({ ...nothing, bootable: true });
  await pass(60);
  assert.equal(asked(done), [1]);
});

for (const wish of ['off', undefined] as const) {
  test(`${wish ?? 'without the setting'}: never`, async () => {
    const { done, byNetwork, pass } = recorder(wish);
    byNetwork.update(nothing);
    assert.not(byNetwork.exhausted());
    await pass(60);
    assert.equal(done, []);
  });
}

test('nobody is asked any more when somebody has pressed a key', async () => {
  const { done, byNetwork, pass } = recorder('auto');
  byNetwork.update(nothing);
  await pass(4);
  byNetwork.attend();
  assert.not(byNetwork.exhausted());
  await pass(60);
  assert.equal(asked(done), [3]);
});

test('what the settings name is waited for, until it is there or the network has failed once', async () => {
  for (const offers of [true, false]) {
    const { done, network, byNetwork, pass } = recorder('on', true);
    network.offers = offers;
    assert.is(byNetwork.pending, true);
    byNetwork.update({ ...nothing, bootable: true });
    await pass(100);
    assert.is(byNetwork.pending, false);
    const failed = ['1: Nobody is there.', '1: goes on'];
    assert.equal(done, ['1: asked', ...(offers ? ['1: renewed', '1: wanted'] : failed)]);
    mock.timers.reset();
  }
  assert.is(recorder('off', true).byNetwork.pending, false);
  mock.timers.reset();
  assert.is(recorder('on').byNetwork.pending, false);
});

test('nobody waits when somebody is there', () => {
  const { byNetwork } = recorder('on', true);
  byNetwork.attend();
  assert.is(byNetwork.pending, false);
});

test('what boots nothing, as a menu that sends to the local disk, is asked for again', async () => {
  const { done, network, byNetwork, pass } = recorder('on');
  network.offers = true;
  byNetwork.update(nothing);
  await pass(2);
  byNetwork.update({ ...nothing, settled: false });
  await pass(10);
  assert.equal(asked(done), [1]);
  byNetwork.update(nothing);
  await pass(10);
  assert.equal(asked(done), [1, 17]);
  byNetwork.update({ ...nothing, bootable: true });
  await pass(100);
  assert.equal(asked(done), [1, 17]);
});

/** As much of a bzImage as its header is recognised by: https://docs.kernel.org/arch/x86/boot.html */
function bzImage(): Uint8Array {
  const bytes = Buffer.alloc(64 * 1024);
  bytes[0x1f1] = 4;
  bytes.writeUInt16LE(0xaa55, 0x1fe);
  bytes.write('HdrS', 0x202);
  bytes.writeUInt16LE(0x20c, 0x206);
  bytes[0x211] = 1;
  return bytes;
}

test("a kernel or a unified kernel image that a UEFI's HTTP boot would start boots by itself", async () => {
  const files = {
    '/k': bzImage(),
    '/u.efi': peImage([
      ['.osrel', 'PRETTY_NAME=Test\n'],
      ['.cmdline', 'own'],
      ['.linux', bzImage()],
    ]),
    '/none.cfg': 'label one\n kernel /k\n append by=none\nlabel two\n kernel /k\n append by=two\n',
    '/text': 'nothing that boots',
  };
  const volume = new MemoryVolume({ id: 'http://h', type: 'http' }, files);
  const offered = async (path: string, cmdline?: string): Promise<string> => {
    const done: string[] = [];
    const stranger = () => Promise.reject(new Error('not asked for'));
    const networking = {
      find: (take: (found: unknown) => Promise<void>) => take({ file: { volume, path }, cmdline }),
      reach: async () => ({ volume, path }),
      image: async () => undefined,
    };
    await new Promise<void>((resolve) => {
      const say = (text: string) => {
        done.push(text);
        byNetwork.attend();
        resolve();
      };
      const byNetwork = new ByNetwork(networking as unknown as Networking, {
        status: () => {},
        notice: say,
        surprised: (failure) => say(String(failure)),
        messages: () => en,
        wish: () => 'on',
        volumes: () => [],
        add: ({ entries: [one] }) => say(`${one?.default} ${one?.kind} ${one?.kernel?.url} ${one?.cmdline}`),
        named: () => false,
        enter: stranger,
        renew: () => {},
        answered: () => {},
      });
      byNetwork.update(nothing);
    });
    return done.join();
  };
  assert.is(await offered('/k', 'told by=DHCPv6'), 'true linux http://h/k told by=DHCPv6');
  assert.is(await offered('/k'), `true linux http://h/k ${runningMachine().consoles.join(' ')}`);
  assert.match(await offered('/none.cfg'), /^true linux undefined by=none/);
  assert.match(await offered('/u.efi'), 'true uki http://h/u.efi');
  assert.match(await offered('/text'), 'http://h/text cannot be booted');
});

test.run();
