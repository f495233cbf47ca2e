// A network of a test's own: an Ethernet switch with servers on it, which machines are plugged into. It lies in a network
// namespace of an unprivileged user namespace (user_namespaces(7)), hence needs no root and touches nothing of this host.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { run, searchPath } from '../build/command.ts';
import { ensureTools } from '../build/tools.ts';

/** The servers' addresses on the switch, in 10.77.0.0/24 and fd77::/64. */
export const serverAddress = '10.77.0.1';
export const serverAddress6 = 'fd77::1';

const bridge = 'switch0';
const commandSeconds = 180;
const logLimit = 2 ** 20;

const switchOn = [
  'ip link set lo up',
  `ip link add ${bridge} type bridge forward_delay 0 stp_state 0 mcast_snooping 0`,
  `ip link set ${bridge} up`,
  `ip addr add ${serverAddress}/24 dev ${bridge}`,
  `ip addr add ${serverAddress6}/64 dev ${bridge} nodad`,
];

/** Passes connections to a TCP port on to a Unix socket. */
const relay = `
const { createServer, connect } = require('net');
const [port, path] = process.argv.slice(1);
createServer((from) => {
  const to = connect(path);
  for (const [one, other] of [[from, to], [to, from]]) one.pipe(other).on('error', () => one.destroy());
}).listen({ port: Number(port), host: '::' }, () => console.log('ready'));
`;

/** Why this host cannot make such networks, as a sentence, or undefined where it can. */
export async function networkRefusal(): Promise<string | undefined> {
  try {
    await run('unshare', ['-Urn', 'ip', 'link', 'add', 'type', 'bridge'], { timeout: commandSeconds * 1000 });
    return undefined;
  } catch (failure) {
    return `this host gives users no network namespaces of their own (${(failure as Error).message})`;
  }
}

/** A program that runs on the network until it is stopped, or the network ends. */
export class Service {
  readonly #child: ChildProcess;
  readonly ended: Promise<unknown>;
  /** What it has said on stdout and stderr; of more than 1 MiB the end. */
  log = '';

  constructor(child: ChildProcess) {
    this.#child = child;
    this.ended = once(child, 'close').catch((failure) => this.#hear(String(failure)));
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => this.#hear(`${chunk}`));
  }

  #hear(text: string): void {
    this.log = (this.log + text).slice(-logLimit);
  }

  /** Waits until it has said `pattern`. Throws with what it has said if it ends before, or `seconds` pass. */
  async expect(pattern: RegExp, seconds = 120): Promise<void> {
    const end = performance.now() + seconds * 1000;
    const state = { over: false };
    void this.ended.then(() => {
      state.over = true;
    });
    for (;;) {
      const { over } = state;
      if (pattern.test(this.log)) return;
      if (over || performance.now() > end)
        throw new Error(`${over ? 'it ended' : `${seconds} s passed`} without ${pattern}. It has said:\n${this.log}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Ends it at once, and returns when it is gone. */
  async stop(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

export class PrivateNetwork {
  readonly #keeper: ChildProcess;
  readonly #services: Service[] = [];
  /** What a command is written behind to run on the network; `within` of a machine's options. */
  readonly within: readonly string[];
  #cables = 0;

  constructor(keeper: ChildProcess) {
    this.#keeper = keeper;
    this.within = ['nsenter', '-t', `${keeper.pid}`, '-U', '--preserve-credentials', '-n'];
  }

  /** Plugs a cable into the switch. Returns its other end, as `networks` of a machine's options takes it. */
  async plug(): Promise<string> {
    const name = `cable${this.#cables++}`;
    await this.sh(`ip tuntap add ${name} mode tap && ip link set ${name} master ${bridge} up`);
    return `tap,ifname=${name},script=no,downscript=no`;
  }

  /** Runs `program` on the network to its end and returns what it prints. Throws a CommandError. */
  async run(program: string, args: readonly string[], seconds = commandSeconds): Promise<string> {
    const [enter = '', ...rest] = this.within;
    return run(enter, [...rest, program, ...args], { timeout: seconds * 1000 });
  }

  /** As `run`, of a shell's script. */
  async sh(script: string): Promise<string> {
    return this.run('sh', ['-ec', script]);
  }

  /** Starts `program` on the network. */
  start(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Service {
    const [enter = '', ...rest] = this.within;
    const child = spawn(enter, [...rest, 'setpriv', '--pdeathsig', 'KILL', program, ...args], {
      env: { ...process.env, LC_ALL: 'C', PATH: searchPath, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const service = new Service(child);
    this.#services.push(service);
    return service;
  }

  /** Has connections to the TCP port of the servers' addresses answered by a server of the test on the socket `path`. */
  async relay(port: number, path: string): Promise<Service> {
    const service = this.start(process.execPath, ['-e', relay, `${port}`, path]);
    await service.expect(/ready/);
    return service;
  }

  /** Ends all that runs on the network, and the network. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#services.map((service) => service.stop()));
    const gone = once(this.#keeper, 'close');
    this.#keeper.kill('SIGKILL');
    await gone;
  }
}

/** A network with nothing on it yet. Throws where the host refuses; see networkRefusal. */
export async function privateNetwork(): Promise<PrivateNetwork> {
  await ensureTools(['ip', 'nsenter', 'setpriv', 'unshare']);
  const script = `${switchOn.join(' && ')} && echo ready && exec setpriv --pdeathsig KILL cat`;
  // The last program keeps the namespaces: it ends with its stdin, hence with this process, however that ends.
  const keeper = spawn('unshare', ['-Urn', 'sh', '-c', script], {
    env: { ...process.env, LC_ALL: 'C', PATH: searchPath },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const said = new Service(keeper);
  await said.expect(/ready/);
  return new PrivateNetwork(keeper);
}
