// The real GRUB: Debian 13's grub-emu, which runs as a program of the host and calls kexec(8) for what it boots.

import { spawn } from 'node:child_process';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from '../../../../build/cache.ts';
import { fetchPackage } from '../../../../build/package.ts';
import { x86_64 } from '../../../../build/target.ts';

const release = 'trixie';
/** grub-emu's libraries, and theirs, but for SDL. */
const libraries = ['libc6', 'libgcc-s1', 'libdevmapper1.02.1', 'libselinux1', 'libpcre2-8-0', 'libudev1', 'libcap2'];
const directory = join('usr/lib', x86_64.libraries);
const timeout = 20_000;

/** In place of kexec(8): notes its arguments, and ends GRUB when it is to start what it has loaded. */
const recorder = `#!/bin/sh
for argument; do printf '%s\\0' "$argument" >>"$RECORD"; done
case $1 in -e*) kill -9 $PPID ;; esac
`;

/** What GRUB booted; paths as the configuration has them. */
export interface Booted {
  readonly kernel: string;
  /** GRUB hands over the first only. */
  readonly initrd?: string;
  /** The arguments as they are, with a space between them. */
  readonly cmdline: string;
}

export interface RealGrub {
  /**
   * Starts GRUB with `grub.cfg` of that directory, its `$root` being the host's root directory, and lets it boot its
   * default; undefined where it boots nothing. Throws when it does not come to an end.
   */
  boot(directory: string): Promise<Booted | undefined>;
}

/** Fetches GRUB on first use. Throws where there is no network. */
export async function realGrub(): Promise<RealGrub> {
  const roots: string[] = [];
  for (const name of libraries) roots.push((await fetchPackage(name, undefined, release)).root);
  const emulator = await fetchPackage('grub-emu', undefined, release);
  const path = [await standIns(roots[0]!), ...roots.map((root) => join(root, directory))].join(':');
  const linker = join(roots[0]!, directory, 'ld-linux-x86-64.so.2');
  const args = ['--library-path', path, join(emulator.root, 'usr/bin/grub-emu'), '-X', '-X', '-r', 'host', '-d'];
  return {
    async boot(where) {
      const record = join(where, 'booted');
      await run(linker, [...args, where], { PATH: `${path.split(':')[0]}:${process.env.PATH}`, RECORD: record });
      return parse(await readFile(record, 'utf8').catch(() => ''));
    },
  };
}

/**
 * A directory with the recorder, and with what the linker takes for SDL. GRUB opens no window here, so that an empty
 * library will do, as glibc's libdl is nowadays; the real one needs fifty others.
 */
function standIns(libc: string): Promise<string> {
  return cached(join('grub-emu', 'stand-ins'), async (temporary) => {
    await mkdir(temporary, { recursive: true });
    await writeFile(join(temporary, 'kexec'), recorder, { mode: 0o755 });
    await copyFile(join(libc, directory, 'libdl.so.2'), join(temporary, 'libSDL2-2.0.so.0'));
  });
}

/** Runs GRUB until it boots something or has nothing more to boot. It asks for a key after each message. */
function run(command: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<void> {
  const child = spawn(command, args, { env: { ...env, TERM: 'dumb' } });
  let output = '';
  let answered = 0;
  child.stdin.on('error', () => {});
  child.stderr.resume();
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk;
    const asked = output.split('Press any key').length - 1;
    if (asked > answered) child.stdin.write(' ');
    answered = asked;
    if (/Failed to boot both|grub> \S*$/.test(output)) child.kill('SIGKILL');
  });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`GRUB did not end within ${timeout / 1000} s. It printed: ${output.slice(-500)}`));
    }, timeout);
    child.on('error', reject);
    child.on('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** `-la KERNEL [--initrd=INITRD] --command-line=CMDLINE`, and what is to start it: `-ex`. */
function parse(record: string): Booted | undefined {
  const [load, kernel, ...rest] = record.split('\0');
  if (load !== '-la' || kernel === undefined || !rest.some((argument) => argument.startsWith('-e'))) return undefined;
  const optionOf = (option: string) =>
    rest.find((argument) => argument.startsWith(`--${option}=`))?.slice(option.length + 3);
  const initrd = optionOf('initrd');
  return { kernel, ...(initrd === undefined ? {} : { initrd }), cmdline: optionOf('command-line') ?? '' };
}
