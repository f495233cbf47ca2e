// Starts a virtual machine and connects to its consoles.

import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { type MachineOptions, machineArguments } from './arguments.ts';
import { Machine } from './machine.ts';
import { startProcess, temporaryDirectory } from './process.ts';
import { Qmp } from './qmp.ts';
import { Serial } from './serial.ts';

/**
 * Starts a machine of these parts. Nothing that it prints is lost: it connects to us before it runs. Throws with QEMU's
 * own reason if it does not start.
 */
export async function startMachine(options: MachineOptions): Promise<Machine> {
  const directory = await temporaryDirectory();
  const serial = await listen(join(directory, 'serial'));
  const qmp = await listen(join(directory, 'qmp'));
  const consoles = [
    ...['-chardev', `socket,id=serial,path=${serial.path}`, '-serial', 'chardev:serial'],
    ...['-chardev', `socket,id=qmp,path=${qmp.path}`, '-mon', 'chardev=qmp,mode=control'],
  ];
  const began = performance.now();
  const process = startProcess([...consoles, ...machineArguments(options)], directory, ['ignore', 'ignore', 'pipe']);
  const never = process.ended.then(({ sentence }) =>
    Promise.reject(new Error(`the virtual machine did not start: ${sentence}`)),
  );
  // Handled by the race below; once that is over, the end is no error.
  never.catch(() => {});
  try {
    const sockets = await Promise.race([Promise.all([serial.connected, qmp.connected]), never]);
    return new Machine(process, new Serial(sockets[0], began), new Qmp(sockets[1]));
  } finally {
    serial.server.close();
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
  const connected = new Promise<Socket>((resolve) => server.once('connection', resolve));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  return { path, server, connected };
}
