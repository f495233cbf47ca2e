// Starts a virtual machine and connects to its consoles.

import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { emulatorOf, type MachineOptions, machineArguments } from './arguments.ts';
import { Machine } from './machine.ts';
import { startProcess } from './process.ts';
import { Qmp } from './qmp.ts';
import { Serial } from './serial.ts';
import { watchStandstill } from './standstill.ts';
import { temporaryDirectory } from './temporary.ts';
import { usual } from './terminal.ts';

const startSeconds = 180;
const endSeconds = 10;

/**
 * Starts a machine of these parts. Nothing that it prints is lost: it connects to us before it runs. Throws with QEMU's
 * own reason if it does not start, and at the latest after three minutes.
 */
export async function startMachine(options: MachineOptions): Promise<Machine> {
  const directory = await temporaryDirectory();
  const terminals = options.terminals ?? [usual];
  const serials = await Promise.all(terminals.map((_, index) => listen(join(directory.path, `serial${index}`))));
  const qmp = await listen(join(directory.path, 'qmp'));
  const consoles = [
    ...serials.flatMap(({ path }, index) => [
      ...['-chardev', `socket,id=serial${index},path=${path}`],
      ...['-serial', `chardev:serial${index}`],
    ]),
    ...['-chardev', `socket,id=qmp,path=${qmp.path}`, '-mon', 'chardev=qmp,mode=control'],
  ];
  const began = performance.now();
  const args = [...consoles, ...machineArguments(options)];
  const process = startProcess(emulatorOf(options), args, directory, ['ignore', 'ignore', 'pipe'], options.within);
  const over = new AbortController();
  const connect = async (): Promise<Machine> => {
    const sockets = await Promise.all(serials.map(({ connected }) => connected));
    const [first, ...others] = sockets.map((socket, index) => new Serial(socket, began, terminals[index]));
    if (!first) throw new Error('a machine has at least one terminal');
    const machine = new Machine(process, [first, ...others], new Qmp(await qmp.connected));
    // QEMU connects before it opens its disks, and answers when it has them.
    await machine.qmp.execute('query-status');
    watchStandstill(machine.serial, machine.qmp, options.restarts ?? false);
    return machine;
  };
  const end = async (): Promise<never> => {
    throw new Error((await process.ended).sentence);
  };
  const late = async (): Promise<never> => {
    await sleep(startSeconds * 1000, undefined, { signal: over.signal });
    throw new Error(`QEMU did not answer within ${startSeconds} s`);
  };
  try {
    return await Promise.race([connect(), end(), late()]);
  } catch (error) {
    // QEMU that gives up closes its sockets first; its reason is complete when it has ended.
    const ended = await Promise.race([process.ended, sleep(endSeconds * 1000, undefined, { ref: false })]);
    await process.kill();
    throw new Error(`the virtual machine did not start: ${ended?.sentence ?? (error as Error).message}`);
  } finally {
    over.abort();
    for (const { server } of serials) server.close();
    qmp.server.close();
  }
}

interface Listener {
  readonly path: string;
  readonly server: Server;
  readonly connected: Promise<Socket>;
}

async function listen(path: string): Promise<Listener> {
  const server = createServer();
  const connected = once(server, 'connection').then(([socket]) => socket as Socket);
  server.listen(path);
  await once(server, 'listening');
  return { path, server, connected };
}
