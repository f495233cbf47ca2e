import { spawnSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkout } from '../../../build/cache.ts';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { reusableCmdline } from '../../../src/commands/kexec/cmdline.ts';
import { getopt } from '../../../src/commands/kexec/getopt.ts';
import { help } from '../../../src/commands/kexec/help.ts';
import { isLoaderOption, options, refused } from '../../../src/commands/kexec/options.ts';
import { readOrder, UsageError } from '../../../src/commands/kexec/order.ts';
import { run } from '../../../src/commands/kexec/run.ts';
import { kexecTools } from '../../kexec-tools.ts';

const tools = await kexecTools();
const LD_LIBRARY_PATH = [...new Set(tools.libraries.map((path) => dirname(path)))].join(':');
const real = (...args: string[]) =>
  spawnSync(tools.program, args, { encoding: 'utf8', env: { ...process.env, LD_LIBRARY_PATH }, timeout: 120_000 });
const silent = { out: () => {}, error: () => {} };

test('every option of the real kexec is known, with its argument and its letter', () => {
  const text = real('--help').stdout;
  const known = new Map(options.map((option) => [option.long, option]));
  const found = [...text.matchAll(/^ +(?:-(\w), )?--([\w-]+)(=)?/gm)];
  assert.ok(found.length > 50);
  for (const [, short, long, argument] of found) {
    const option = known.get(long!);
    assert.ok(option, long);
    assert.equal([option.short, option.argument ?? false], [short, argument !== undefined], long);
  }
});

// None of these gets as far as loading or starting a kernel. FILE is a file that is no kernel, and NONE is not there.
for (const line of [
  ...['--help', '-h', '--version', '-v', '--bogus', '-Z', '-?', '--he', '--load-', '--mem-min', '-t', '--force=1'],
  ...['--mem-min=x -l k', '--mem-max=12q -l k', '--entry=z -l k', '-e --initrd=x', '-u --append=x', '-S --module=x'],
  ...['-l --serial=nowhere k', '-l --serial-baud=1234 k', '-l', '-c -l', '-s -l', '--load --kexec-syscall'],
  ...['--reuseinitrd -l k', '--print-ckr-size', '-l --bogus -h', '-h --bogus'],
  // Letters together, long names shortened, arguments that are missing or too many.
  ...['-hv', '-vh', '-l -v', '-h -l NONE', '-d -v', '-x -v', '--', '-l --', '--loa NONE', '--console', '--lo', '-W'],
  ...['-l --append', '--initrd', '--unload=1', '-l --mem-min= NONE', '-l --serial=0xzz NONE', '-l --comm=x NONE'],
  // Several verbs: the last one counts.
  ...['-e -l NONE', '-f -l NONE', '-l -S NONE', '-l -p NONE', '-p NONE', '-S', '-S -l', '-S -p', '-S --bogus'],
  // Files that are missing, directories, and what is no kernel, by each call.
  ...['', '-c', '-s', '-a', '-s -c', '-a -c', '-c -s', '-c -a'].flatMap((call) =>
    ['NONE', '/etc', '/dev/null', 'FILE'].map((path) => `-l ${call} ${path}`.replace('  ', ' ')),
  ),
  ...[
    'NONE',
    'NONE FILE',
    '-f NONE',
    '-i -l NONE',
    '-x -y -l NONE',
    '-l -- NONE',
    '-tbzImage64 -l FILE',
    '-tbzImage -l FILE',
  ],
  ...['-telf-x86_64 -l FILE', '-tmultiboot-x86 -l FILE', '-tmultiboot2-x86 -l FILE', '-tnothing -l FILE'],
  // Options that are honoured, and so get as far as the file.
  ...[
    ...['--mem-min=0x1000', '--mem-max=0xffffffff', '--console-serial --serial=ttyS1', '--console-vga', '--noefi'],
    ...['--serial-baud=9600', '--append=x --append=y', '--reuse-cmdline', '--initrd=a --initrd=b', '--module=a'],
    ...['--entry=0', '--args-linux', '--entry-32bit', '--elf64-core-headers', '--reuse-video-type'],
  ].map((option) => `-l ${option} NONE`),
]) {
  test(`kexec ${line} ends with the real one's exit status`, async () => {
    using directory = await temporaryDirectory();
    const file = join(directory.path, 'file');
    writeFileSync(file, 'This is no kernel.\n');
    const args = line.split(' ').map((word) => ({ FILE: file, NONE: join(directory.path, 'none') })[word] ?? word);
    assert.is(await run(args, silent), real(...args).status);
  });
}

test('the command has the options of kexec and not those of baton, also where it is linked as kexec', async () => {
  using directory = await temporaryDirectory();
  const program = join(directory.path, 'kexec');
  symlinkSync(join(checkout, 'build/baton.mjs'), program);
  for (const command of [[join(checkout, 'src/cli.ts'), 'kexec'], [program]]) {
    const { status, stdout } = spawnSync(process.execPath, [...command, '-h'], { encoding: 'utf8', timeout: 60_000 });
    assert.equal([status, stdout], [0, `${help}\n`]);
  }
});

test('options are found behind the kernel, together, shortened, and not behind --', () => {
  const order = readOrder(['-lcd', 'vmlinuz', '--command=quiet', '--initrd', 'one', '--ramd=two']);
  assert.equal([order.kernel, order.append, order.initrds], ['vmlinuz', 'quiet', ['one', 'two']]);
  assert.equal([order.call, order.debug, order.start], ['kexec_load', true, undefined]);
  assert.equal(getopt(['-l', '--', '-d'], options), { options: [{ name: 'load', value: '' }], operands: ['-d'] });
  assert.is(
    getopt(['--re'], options).problem?.startsWith("option '--re' is ambiguous; possibilities: '--reuseinitrd'"),
    true,
  );
});

test('the last of the options that exclude each other counts', () => {
  assert.is(readOrder(['-l', '-e']).start, 'orderly');
  assert.is(readOrder(['-l', '-e']).load, false);
  assert.is(readOrder(['-e', '-l', 'k']).load, true);
  assert.is(readOrder(['-f', 'k']).start, 'at once');
  assert.is(readOrder(['k']).start, 'shutdown');
  assert.is(readOrder(['-s', '-c', 'k']).call, 'kexec_load');
  assert.is(readOrder(['-c', '-a', 'k']).call, undefined);
  assert.is(readOrder(['--append=a', '--command-line=b', 'k']).append, 'b');
});

test('a kernel to come back from stays below a bound, and the way back leads to an address', () => {
  const order = readOrder(['--load-preserve-context', '-l', '--mem-max=0x3ffffff', 'k']);
  assert.equal(
    [order.preserveContext, order.load, order.bounds, order.start],
    [true, true, { end: 0x4000000 }, undefined],
  );
  assert.match(failure(['--load-preserve-context', '-l', 'k']).message, /needs --mem-max, below which/);
  assert.is(readOrder(['--load-preserve-context', '-p', 'k']).preserveContext, false);
  const back = readOrder(['--load-jump-back-helper', '--entry=0x1000']);
  assert.equal([back.jumpBack, back.entry, back.load, back.start], [true, 0x1000, false, undefined]);
  assert.match(failure(['-l', '--entry=0x1000', 'k']).message, /--entry is refused: only --load-jump-back-helper/);
});

test('the way back is refused where nothing says where it leads', async () => {
  const lines: string[] = [];
  const output = { out: () => {}, error: (line: string) => void lines.push(line) };
  assert.is(await run(['--load-jump-back-helper'], output), 255);
  assert.match(lines.join(), /no kexec_jump_back_entry in \/proc\/cmdline\. Give it with --entry/);
});

test('the status is that of the crash kernel, with -l that of the other', () => {
  assert.is(readOrder(['-S']).crash, true);
  assert.is(readOrder(['-S', '-l']).crash, false);
  assert.is(readOrder(['-S', '-l', '-p']).crash, true);
});

test('-x and -y hold wherever they stand', () => {
  const { sync, linksDown } = readOrder(['-x', '-y', '-e']);
  assert.equal([sync, linksDown], [false, false]);
  assert.equal([readOrder(['-e']).sync, readOrder(['-e']).linksDown], [true, true]);
});

test('what cannot be honoured is refused with the reason, and the help says nothing of it', () => {
  for (const [name, reason] of Object.entries(refused)) {
    const { argument } = options.find(({ long }) => long === name)!;
    const message = failure(['-l', argument ? `--${name}=x` : `--${name}`, 'k']).message;
    assert.is(message, `--${name} is refused: ${reason}.`);
    assert.not.match(help, new RegExp(`--${name}\\b`));
  }
});

test('everything else is in the help', () => {
  for (const { long } of options) if (!(long in refused)) assert.match(help, new RegExp(`--${long}\\b`));
  for (const line of help.split('\n')) assert.ok(line.length <= 80, line);
  assert.ok(isLoaderOption('append'));
});

test('what the running kernel itself cannot do is refused with -s', () => {
  for (const option of [
    '-i',
    '--mem-min=1',
    '--mem-max=9',
    '--console-vga',
    '--entry-32bit',
    '-t=bzImage',
    '--module=m',
  ])
    assert.match(
      failure(['-s', '-l', option === '-t=bzImage' ? '-tbzImage' : option, 'k']).message,
      /by kexec_file_load/,
    );
});

test('the serial line of the purgatory is a port and a speed', () => {
  assert.equal(readOrder(['-l', '--console-serial', 'k']).console, { serial: 0x3f8 });
  assert.equal(readOrder(['-l', '--console-serial', '--serial=ttyS1', '--serial-baud=9600', 'k']).console, {
    serial: 0x2f8,
    baud: 9600,
  });
  assert.equal(readOrder(['-l', '--serial=0x3e8', '--console-serial', '--console-vga', 'k']).console, {
    serial: 0x3e8,
    vga: true,
  });
});

test("the running kernel's cmdline is used again without its name, and for a crash kernel without its memory", () => {
  const running = 'BOOT_IMAGE=/vmlinuz root=/dev/vda2 crashkernel=256M crashkernel=64M,low x="a  b" quiet\n';
  assert.is(reusableCmdline(running, false), 'root=/dev/vda2 crashkernel=256M crashkernel=64M,low x="a  b" quiet');
  assert.is(reusableCmdline(running, true), 'root=/dev/vda2 x="a  b" quiet');
  assert.is(reusableCmdline('initrd.BOOT_IMAGE=1 nocrashkernel\n', true), 'initrd.BOOT_IMAGE=1 nocrashkernel');
});

function failure(args: readonly string[]): UsageError {
  try {
    readOrder(args);
  } catch (error) {
    assert.instance(error, UsageError);
    return error as UsageError;
  }
  throw new Error(`kexec ${args.join(' ')} is not refused`);
}

test.run();
