// What a command line of kexec asks for. Of options that exclude each other the last one counts, as in kexec-tools.

import type { ImageKind } from '../../kexec/image-kind.ts';
import type { PurgatoryConsole } from '../../kexec/purgatory.ts';
import type { KexecCall } from '../../kexec/refusal.ts';
import { getopt, type Parsed } from './getopt.ts';
import { isLoaderOption, options, refused } from './options.ts';

/** The command line is wrong; the message says how. `usage` where the help is shown as well. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly usage: boolean;
  readonly status: number;

  constructor(message: string, { usage = true, status = 1 } = {}) {
    super(message);
    this.usage = usage;
    this.status = status;
  }
}

export interface Order {
  readonly does: 'help' | 'version' | 'status' | 'print-ckr-size' | 'work';
  readonly unload: boolean;
  readonly load: boolean;
  /** How the loaded kernel is started, if it is: after a shutdown by the system's manager, by ourselves, or at once. */
  readonly start: 'shutdown' | 'orderly' | 'at once' | undefined;
  readonly crash: boolean;
  /** Keep the running kernel, to come back to it from the one to be loaded. */
  readonly preserveContext: boolean;
  /** Load the way back into the kernel that was kept. */
  readonly jumpBack: boolean;
  /** Where that kernel is entered; 0 where the command line does not say. */
  readonly entry: number;
  readonly sync: boolean;
  readonly linksDown: boolean;
  readonly debug: boolean;
  readonly call: KexecCall | undefined;
  /** The exit status where a file is missing: in kexec-tools its loaders for the two calls differ in that. */
  readonly statusOfMissing: number;
  readonly kind?: ImageKind;
  readonly bounds?: { readonly start?: number; readonly end?: number };
  readonly skipCheck: boolean;
  readonly console?: PurgatoryConsole;
  readonly entry32: boolean;
  readonly efi: boolean;
  readonly kernel?: string;
  readonly append?: string;
  readonly reuseCmdline: boolean;
  readonly initrds: readonly string[];
  /** A path. */
  readonly dtb?: string;
  /** Each a path, and arguments behind a blank. */
  readonly modules: readonly string[];
}

/** The names of `--type`; those of older machines have no loader here. */
const kinds: Readonly<Record<string, ImageKind>> = {
  'multiboot2-x86': 'multiboot2',
  'elf-x86_64': 'elf',
  'multiboot-x86': 'multiboot',
  'elf-x86': 'elf',
  bzImage64: 'bzImage',
  bzImage: 'bzImage',
};
const ports: Readonly<Record<string, number>> = { ttyS0: 0x3f8, ttyS1: 0x2f8 };
const comOne = 0x3f8;
const baudBase = 115_200;

const byDefault: Order = {
  does: 'work',
  unload: false,
  load: true,
  start: 'shutdown',
  crash: false,
  preserveContext: false,
  jumpBack: false,
  entry: 0,
  sync: true,
  linksDown: false,
  debug: false,
  call: undefined,
  statusOfMissing: 1,
  skipCheck: false,
  entry32: false,
  efi: true,
  reuseCmdline: false,
  initrds: [],
  modules: [],
};

type Changing = { -readonly [Key in keyof Order]: Order[Key] };

/** Reads the command line. Raises UsageError. */
export function readOrder(args: readonly string[]): Order {
  const parsed = getopt(args, options);
  const order: Changing = { ...byDefault };
  for (const { name, value } of parsed.options) {
    const reason = refused[name];
    if (reason !== undefined) throw new UsageError(`--${name} is refused: ${reason}.`, { usage: false });
    const change = changes[name];
    if (change) Object.assign(order, change(value, order));
    if (order.does === 'help' || order.does === 'version' || order.does === 'print-ckr-size') return order;
  }
  if (parsed.problem !== undefined) throw new UsageError(parsed.problem);
  return finish(order, parsed);
}

function finish(order: Changing, { options: given, operands }: Parsed): Order {
  const names = new Set(given.map(({ name }) => name));
  if (names.has('no-ifdown')) order.linksDown = false;
  if (names.has('no-sync')) order.sync = false;
  if (order.does === 'status') {
    order.crash = names.has('load-panic') || !names.has('load');
    order.load = false;
  }
  const misplaced = given.find(({ name }) => isLoaderOption(name));
  if (!order.load && misplaced) throw new UsageError(`--${misplaced.name} goes with a kernel to be loaded`);
  const console = readConsole(given);
  if (console) order.console = console;
  const [kernel] = operands;
  if (kernel !== undefined) order.kernel = kernel;
  if (order.entry !== 0 && !order.jumpBack)
    throw new UsageError('--entry is refused: only --load-jump-back-helper takes one.', { usage: false });
  if (order.load && order.preserveContext && order.bounds?.end === undefined)
    throw new UsageError('--load-preserve-context needs --mem-max, below which the next kernel stays.', {
      usage: false,
    });
  if (order.call === 'kexec_file_load') refuseForFileCall(order);
  return order;
}

/** What the running kernel's own loader cannot do. */
function refuseForFileCall(order: Order): void {
  const { bounds, skipCheck, console, entry32, kind, modules, efi, dtb } = order;
  const wishes: readonly (readonly [string, unknown])[] = [
    ['--mem-min and --mem-max', bounds],
    ['--no-checks', skipCheck],
    ['--console-serial and --console-vga', console],
    ['--entry-32bit', entry32],
    ['--type', kind],
    ['--module', modules.length > 0],
    ['--noefi', !efi],
    ['--dtb', dtb],
    ['--load-preserve-context', order.preserveContext],
    ['--load-jump-back-helper', order.jumpBack],
  ];
  const wish = wishes.find(([, given]) => given)?.[0];
  if (wish !== undefined)
    throw new UsageError(`${wish} cannot be honoured by kexec_file_load. Leave -s out, or use -c.`, { usage: false });
}

type Change = (value: string, order: Order) => Partial<Changing>;

const isCall =
  (call: Order['call'], statusOfMissing: number): Change =>
  () => ({ call, statusOfMissing });
const isStart =
  (start: Order['start'], more: Partial<Changing>): Change =>
  () => ({ ...more, start });

const changes: Readonly<Record<string, Change>> = {
  help: () => ({ does: 'help' }),
  version: () => ({ does: 'version' }),
  status: () => ({ does: 'status' }),
  'print-ckr-size': () => ({ does: 'print-ckr-size' }),
  debug: () => ({ debug: true }),
  force: isStart('at once', { load: true, sync: true, linksDown: true }),
  load: isStart(undefined, { load: true }),
  unload: isStart(undefined, { load: false, unload: true, sync: false }),
  exec: isStart('orderly', { load: false, sync: true, linksDown: true }),
  'load-panic': isStart(undefined, { load: true, sync: false, crash: true, preserveContext: false }),
  'load-preserve-context': isStart(undefined, { load: true, preserveContext: true, crash: false }),
  'load-jump-back-helper': isStart(undefined, { load: false, jumpBack: true }),
  'kexec-file-syscall': isCall('kexec_file_load', 255),
  'kexec-syscall': isCall('kexec_load', 1),
  'kexec-syscall-auto': isCall(undefined, 255),
  'no-checks': () => ({ skipCheck: true }),
  'entry-32bit': () => ({ entry32: true }),
  noefi: () => ({ efi: false }),
  entry: (value) => ({ entry: address('entry', value) }),
  'mem-min': (value, { bounds }) => ({ bounds: { ...bounds, start: address('mem-min', value) } }),
  // The highest address that may be used.
  'mem-max': (value, { bounds }) => ({ bounds: { ...bounds, end: address('mem-max', value) + 1 } }),
  type: (value) => {
    const kind = kinds[value];
    if (!kind)
      throw new UsageError(`Unsupported kernel type ${value}. Known are ${Object.keys(kinds).join(', ')}.`, {
        usage: false,
        status: 255,
      });
    return { kind };
  },
  append: (append) => ({ append }),
  'command-line': (append) => ({ append }),
  'reuse-cmdline': () => ({ reuseCmdline: true }),
  initrd: (value, { initrds }) => ({ initrds: [...initrds, value] }),
  ramdisk: (value, { initrds }) => ({ initrds: [...initrds, value] }),
  dtb: (dtb) => ({ dtb }),
  module: (value, { modules }) => ({ modules: [...modules, value] }),
};

/** A number as strtoul(3) reads it with base 0. */
function address(name: string, value: string): number {
  const digits = /^\s*\+?(0[xX][0-9a-fA-F]+|[0-9]+)$/.exec(value)?.[1];
  if (digits === undefined) throw new UsageError(`Bad option value in --${name}=${value}`);
  return /^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
}

function readConsole(given: Parsed['options']): PurgatoryConsole | undefined {
  const value = (name: string): string | undefined => given.findLast((option) => option.name === name)?.value;
  const [port, baud] = [value('serial'), value('serial-baud')];
  const serial =
    port === undefined ? comOne : (ports[port] ?? (/^0x[0-9a-f]{1,4}$/i.test(port) ? Number(port) : undefined));
  if (serial === undefined) throw new UsageError(`Bad serial port base '${port}'`, { status: 255 });
  const speed = baud === undefined ? undefined : address('serial-baud', baud);
  if (speed !== undefined && (speed < 9600 || speed > baudBase || baudBase % speed !== 0))
    throw new UsageError(`Bad serial port baud rate '${baud}'`, { status: 255 });
  const [bySerial, byVga] = [value('console-serial') !== undefined, value('console-vga') !== undefined];
  if (!bySerial && !byVga) return undefined;
  return {
    ...(bySerial ? { serial, ...(speed === undefined ? {} : { baud: speed }) } : {}),
    ...(byVga ? { vga: true } : {}),
  };
}
