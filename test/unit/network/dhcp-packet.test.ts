// Packets of DHCP and DHCPv6, byte by byte, and whatever else may come from a network.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decode, encode, option } from '../../../src/network/dhcp-packet.ts';
import { toldBy } from '../../../src/network/dhcp6.ts';
import { address6, decode6, encode6, option6, type6 } from '../../../src/network/dhcp6-packet.ts';
import { offerFrom } from '../../../src/network/offer.ts';
import { damage } from '../../fuzz/damage.ts';
import { Random } from '../../fuzz/random.ts';

/** A server's answer with these options, and fields of the fixed part by their offsets. */
function answer(
  options: readonly (readonly [number, Buffer])[],
  fields: Readonly<Record<number, string | number[]>> = {},
) {
  const bytes = encode(7, '52:54:00:12:34:56', options);
  bytes[0] = 2;
  for (const [at, value] of Object.entries(fields)) bytes.set(Buffer.from(value as string), Number(at));
  return bytes;
}

const offer = [53, Buffer.from([2])] as const;
const server = [54, Buffer.from([10, 0, 0, 2])] as const;
const pxe = [60, Buffer.from('PXEClient')] as const;

test('the fixed fields, and an option that comes in two pieces (RFC 3396)', () => {
  const halves = [option.bootFile, Buffer.from('boot/')] as const;
  const bytes = answer([offer, halves, [option.bootFile, Buffer.from('core.0')]], {
    16: [10, 0, 0, 9],
    20: [10, 0, 0, 3],
  });
  const packet = decode(bytes);
  assert.is(packet?.transaction, 7);
  assert.is(packet?.address, '10.0.0.9');
  assert.is(packet?.nextServer, '10.0.0.3');
  assert.is(packet?.options.get(option.bootFile)?.toString(), 'boot/core.0');
});

test('options that lie in the fields of the file and of the name (option 52)', () => {
  const bytes = answer([offer, [52, Buffer.from([3])]], { 108: [67, 1, 97, 255], 44: [66, 1, 98, 255] });
  const packet = decode(bytes);
  assert.is(packet?.options.get(67)?.toString(), 'a');
  assert.is(packet?.options.get(66)?.toString(), 'b');
  assert.is(packet?.file, '');
  assert.is(packet?.serverName, '');
});

test('what a client says is no answer', () => assert.is(decode(encode(7, '52:54:00:12:34:56', [offer])), undefined));

test('the server of the file: option 66, 150, the name, the next server, the server itself', () => {
  const bootServer = (options: readonly (readonly [number, Buffer])[], fields = {}) =>
    offerFrom(decode(answer([offer, server, ...options], fields))!)?.boot.bootServer;
  const [named, listed] = [
    [66, Buffer.from('boot.test')] as const,
    [150, Buffer.from([10, 0, 0, 4, 10, 0, 0, 5])] as const,
  ];
  const fields = { 20: [10, 0, 0, 3], 44: 'sname' };
  assert.is(bootServer([named, listed], fields), 'boot.test');
  assert.is(bootServer([listed], fields), '10.0.0.4');
  assert.is(bootServer([], fields), 'sname');
  assert.is(bootServer([], { 20: [10, 0, 0, 3] }), '10.0.0.3');
  assert.is(bootServer([]), '10.0.0.2');
});

/** PXE's own options: https://datatracker.ietf.org/doc/html/rfc4578#section-3 leaves them to PXE 2.1, table 2-1. */
const vendor = (...bytes: number[]) => [43, Buffer.from([...bytes, 255])] as const;
const menu = [9, 6, 0x80, 0x01, 3, 0x61, 0x62, 0x63];
const servers = [8, 7, 0x80, 0x01, 1, 10, 0, 0, 7];

test('a menu of PXE: its first kind is asked for, at the servers that are named for it', () => {
  const found = offerFrom(decode(answer([offer, server, pxe, vendor(6, 1, 3, ...menu, ...servers)]))!);
  assert.equal(found?.discovery, { servers: ['10.0.0.7'], kind: 0x8001 });
  assert.ok(found?.proxy);
});

test('a proxy with a file and no menu, or one that says not to ask, is not asked', () => {
  const file = { 108: 'pxelinux.0' };
  assert.is(offerFrom(decode(answer([offer, server, pxe], file))!)?.discovery, undefined);
  const loads = vendor(6, 1, 8, ...menu);
  assert.is(offerFrom(decode(answer([offer, server, pxe, loads], file))!)?.discovery, undefined);
  assert.equal(offerFrom(decode(answer([offer, server, pxe]))!)?.discovery, { servers: ['10.0.0.2'] });
});

test('a menu whose first item is the disk leads to nothing', () => {
  const disk = vendor(9, 5, 0, 0, 2, 0x61, 0x62);
  assert.is(offerFrom(decode(answer([offer, server, pxe, disk]))!)?.discovery, undefined);
});

test('DHCPv6: URL, parameters and name servers', () => {
  const parameters = Buffer.concat(
    ['a=1', 'quiet'].map((text) => Buffer.concat([Buffer.from([0, text.length]), Buffer.from(text)])),
  );
  const bytes = encode6(type6.reply, 0x123456, [
    [option6.bootFile, Buffer.from('http://[fd77::1]/boot.efi')],
    [option6.bootParameters, parameters],
    [option6.nameServers, Buffer.from('fd770000000000000000000000000001fd770000000000000000000000000002', 'hex')],
  ]);
  const message = decode6(bytes);
  assert.is(message?.transaction, 0x123456);
  assert.equal(toldBy(message!), {
    bootFile: 'http://[fd77::1]/boot.efi',
    bootParameters: ['a=1', 'quiet'],
    dns: ['fd77::1', 'fd77::2'],
  });
});

test('addresses as RFC 5952 writes them', () => {
  for (const [hex, text] of [
    ['00000000000000000000000000000001', '::1'],
    ['20010db8000000000001000000000001', '2001:db8::1:0:0:1'],
  ] as const)
    assert.is(address6(Buffer.from(hex, 'hex')), text);
});

test('whatever comes, it is read without an error', () => {
  const random = new Random(4711);
  const four = answer([offer, server, pxe, vendor(6, 1, 3, ...menu, ...servers), [52, Buffer.from([3])]], {
    108: 'file',
  });
  const six = encode6(type6.reply, 1, [
    [option6.bootFile, Buffer.from('http://x/')],
    [option6.bootParameters, Buffer.from([0, 1, 97])],
    [option6.nameServers, Buffer.alloc(32)],
  ]);
  let [offers, told] = [0, 0];
  for (let input = 0; input < 20_000; input++) {
    const packet = decode(damage(four, random, [0, 236]));
    if (packet && offerFrom(packet)) offers++;
    const message = decode6(damage(six, random));
    if (message && toldBy(message).bootFile !== undefined) told++;
  }
  assert.ok(offers > 1000 && told > 1000, 'most are still read');
});

test.run();
