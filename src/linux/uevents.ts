// The kernel's uevents from their netlink socket. https://docs.kernel.org/core-api/kobject.html#uevents

import { closeSync, read } from 'node:fs';
import { callSync, declare } from './libc.ts';

/** One uevent: its action, its device's path below /sys, and the environment (MODALIAS, DEVNAME, SUBSYSTEM, …). */
export interface Uevent {
  readonly action: string;
  readonly devpath: string;
  readonly env: Readonly<Record<string, string>>;
}

const AF_NETLINK = 16;
const SOCK_RAW = 3;
const SOCK_CLOEXEC = 0o2000000;
const NETLINK_KOBJECT_UEVENT = 15;
const KERNEL_GROUP = 1;
const SOL_SOCKET = 1;
const SO_RCVTIMEO = 20;
const SO_RCVBUFFORCE = 33;

/** Enough for the uevents of some thousand devices that appear while the program is busy. */
const receiveBuffer = 8 << 20;
/** How long one read may block its thread, in seconds: the bound on how long `stop` takes. */
const patience = 1;

function openSocket(): number {
  const socket = declare('int socket(int domain, int type, int protocol)');
  const bind = declare('int bind(int fd, const uint8_t *address, unsigned int length)');
  const setOption = declare('int setsockopt(int fd, int level, int name, const uint8_t *value, unsigned int length)');

  const fd = callSync('socket', socket, AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_KOBJECT_UEVENT);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(receiveBuffer);
  callSync('setsockopt', setOption, fd, SOL_SOCKET, SO_RCVBUFFORCE, size, size.length);
  const timeout = Buffer.alloc(16);
  timeout.writeBigInt64LE(BigInt(patience));
  callSync('setsockopt', setOption, fd, SOL_SOCKET, SO_RCVTIMEO, timeout, timeout.length);
  // struct sockaddr_nl: family, padding, port 0 (the kernel gives one), groups
  const address = Buffer.alloc(12);
  address.writeUInt16LE(AF_NETLINK, 0);
  address.writeUInt32LE(KERNEL_GROUP, 8);
  callSync('bind', bind, fd, address, address.length);
  return fd;
}

/** The datagram's text: `ACTION@DEVPATH`, then `KEY=VALUE` strings, each ended by NUL. Not a uevent: undefined. */
export function parseUevent(datagram: Uint8Array): Uevent | undefined {
  const [head, ...pairs] = Buffer.from(datagram).toString('utf8').split('\0');
  const at = head?.indexOf('@') ?? -1;
  if (!head || at < 1) return undefined;
  const env: Record<string, string> = {};
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals > 0) env[pair.slice(0, equals)] = pair.slice(equals + 1);
  }
  return { action: head.slice(0, at), devpath: head.slice(at + 1), env };
}

/**
 * Listens from now on; `onEvent` gets each uevent in order, `onLoss` is called when the kernel dropped some, so that
 * the caller can look at /sys again. Returns a function that ends it. Raises LinuxError when the socket cannot be had.
 */
export function followUevents(onEvent: (event: Uevent) => void, onLoss: () => void): () => void {
  const fd = openSocket();
  const buffer = Buffer.alloc(64 << 10);
  let stopped = false;
  const next = (): void => {
    read(fd, buffer, 0, buffer.length, null, (failure, length) => {
      if (stopped) return closeSync(fd);
      if (!failure) {
        const event = parseUevent(buffer.subarray(0, length));
        if (event) onEvent(event);
      } else if (failure.code === 'ENOBUFS') {
        onLoss();
      } else if (failure.code !== 'EAGAIN' && failure.code !== 'EINTR') {
        stopped = true;
        throw failure;
      }
      next();
    });
  };
  next();
  return () => {
    stopped = true;
  };
}
