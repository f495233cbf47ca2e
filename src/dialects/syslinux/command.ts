import { splitWord, words } from './words.ts';

/** What a command of a label starts, as its words tell it. Names of files are as they are written. */
export type Command =
  | { readonly what: 'linux'; readonly kernel: string; readonly args: string; readonly initrds: readonly string[] }
  | {
      readonly what: 'multiboot';
      readonly kernel: string;
      readonly args: string;
      readonly modules: readonly string[];
      readonly moduleArguments: readonly string[];
    }
  /** Another configuration: read by the loader itself, or by a menu program, which reads its own where none is named. */
  | { readonly what: 'config'; readonly name: string; readonly directory: string | undefined }
  | { readonly what: 'menu'; readonly names: readonly string[] }
  /** Another command, such as a label. */
  | { readonly what: 'command'; readonly command: string }
  | { readonly what: 'chainload'; readonly program: string; readonly args: string; readonly why: string }
  | { readonly what: 'none'; readonly why: string };

/** Which loader of the family reads the configuration. */
export type Loader = 'sys' | 'iso' | 'pxe';

/** Keywords that name a kernel and what it is. `kernel` leaves that to the file's name. */
export const kernelTypes: ReadonlySet<string> = new Set([
  'none',
  'localboot',
  'kernel',
  'linux',
  'boot',
  'bss',
  'pxe',
  'fdimage',
  'comboot',
  'com32',
  'config',
]);

/** What the end of a file name says (`file_extensions`, com32/elflink/ldlinux/ldlinux.c; .com and .cbt up to 4.07). */
const EXTENSIONS: readonly (readonly [end: string, type: string])[] = [
  ['.c32', 'com32'],
  ['.img', 'fdimage'],
  ['.bss', 'bss'],
  ['.bin', 'boot'],
  ['.bs', 'boot'],
  ['.0', 'pxe'],
  ['.com', 'comboot'],
  ['.cbt', 'comboot'],
];

/** What a type that is no Linux kernel is. */
const SECTORS: Readonly<Record<string, string>> = {
  boot: 'a boot sector',
  bss: 'a boot sector of DOS',
  pxe: 'a network boot program',
  fdimage: 'the image of a floppy disk',
  comboot: 'a program for SYSLINUX',
};

/**
 * @param text `KERNEL ARGUMENTS`, where `.TYPE` may come first
 * @param cpu the running processor, for the modules that choose by it
 */
export function parseCommand(text: string, loader: Loader, cpu: string): Command {
  let [kernel, args] = splitWord(text);
  let type = typeOf(kernel, loader);
  if (kernel.startsWith('.') && kernelTypes.has(kernel.slice(1))) {
    type = kernel.slice(1);
    [kernel, args] = splitWord(args);
    if (type === 'kernel') type = typeOf(kernel, loader);
  }
  const sector = SECTORS[type];
  if (sector !== undefined) return { what: 'chainload', program: kernel, args, why: `It starts ${sector}.` };
  if (type === 'config') return { what: 'config', name: kernel, directory: splitWord(args)[0] || undefined };
  if (type === 'com32') return module(kernel, args, loader, cpu);
  if (type === 'localboot')
    return {
      what: 'none',
      why: `It leaves the boot loader for the next device of the firmware (LOCALBOOT ${kernel}).`,
    };
  if (kernel === '') return { what: 'none', why: 'It names no kernel.' };
  return { what: 'linux', kernel, args, initrds: initrdsIn(`BOOT_IMAGE=${kernel} ${args}`) };
}

/** PXELINUX alone takes `.0` for a network boot program; vmlinuz-6.0 on a disk is a kernel. */
function typeOf(kernel: string, loader: Loader): string {
  const type = EXTENSIONS.find(([end]) => kernel.endsWith(end))?.[1] ?? 'kernel';
  return type === 'pxe' && loader !== 'pxe' ? 'kernel' : type;
}

/**
 * The files after the first `initrd=`, which the kernel sees as well.
 * (SYSLINUX: `new_linux_kernel`, com32/elflink/ldlinux/kernel.c.)
 */
function initrdsIn(cmdline: string): string[] {
  return names(/initrd=([^ ]*)/.exec(cmdline)?.[1] ?? '');
}

/** More than any kernel is given. */
const MAX_INITRDS = 50;

/** The names in a list with commas. */
function names(list: string): string[] {
  return list.split(',', MAX_INITRDS).filter((name) => name !== '');
}

/** The name of a module without its directory and extension. */
export function moduleName(file: string): string {
  return file
    .replace(/^.*[/\\:]/s, '')
    .replace(/\.c32$/i, '')
    .toLowerCase();
}

const MENUS = ['menu', 'vesamenu', 'gfxboot'];
const CHAINS = ['chain', 'elf', 'pmload', 'pxechn', 'sanboot', 'sdi', 'kontron_wdt'];

/** Whether a bare name such as `vesamenu` calls a module that this reader knows. */
export function isKnownModule(file: string): boolean {
  const others = ['linux', 'mboot', 'config', 'ifcpu', 'ifcpu64', 'whichsys', 'cmd'];
  return [...MENUS, ...CHAINS, ...others].includes(moduleName(file));
}

/** https://wiki.syslinux.org/wiki/index.php?title=Category:Module */
function module(file: string, args: string, loader: Loader, cpu: string): Command {
  const name = moduleName(file);
  // gfxboot's arguments are its pictures; it reads the configuration that is being read.
  if (MENUS.includes(name)) return { what: 'menu', names: name === 'gfxboot' ? [] : words(args) };
  if (CHAINS.includes(name)) return { what: 'chainload', program: file, args, why: `It starts ${name}.c32 ${args}.` };
  switch (name) {
    case 'linux':
      return linuxModule(args);
    case 'mboot':
      return multibootModule(args);
    case 'config': {
      const [config = '', directory] = words(args);
      return { what: 'config', name: config, directory };
    }
    case 'cmd':
      return { what: 'command', command: args };
    case 'whichsys':
      return command(after(words(args), `-${loader}-`, ['-iso-', '-pxe-', '-sys-']));
    case 'ifcpu64': {
      const [first, ...others] = split(words(args), '--');
      return command(cpu === 'i386' ? (others.at(-1) ?? first) : first);
    }
    case 'ifcpu': {
      const [conditions = [], yes, no] = split(words(args), '--');
      const unmet = cpu === 'i386' && conditions.includes('64');
      return command(unmet ? (no ?? yes) : yes);
    }
    default:
      return { what: 'none', why: `It starts ${name}.c32, a program for SYSLINUX alone.` };
  }
}

function command(found: readonly string[] | undefined): Command {
  if (found === undefined || found.length === 0) return { what: 'none', why: 'It chooses nothing for this machine.' };
  return { what: 'command', command: found.join(' ') };
}

/** linux.c32 takes the last `initrd=` and every `initrd+=` and `initrdfile=`. */
function linuxModule(text: string): Command {
  const [kernel, ...args] = withoutOptions(words(text), /^-/);
  if (kernel === undefined) return { what: 'none', why: 'It names no kernel for linux.c32.' };
  const values = (key: string) => args.filter((arg) => arg.startsWith(key)).map((arg) => arg.slice(key.length));
  const lists = [...values('initrd=').slice(-1), ...values('initrd+='), ...values('initrdfile=')];
  const initrds = lists.slice(0, MAX_INITRDS).flatMap(names);
  return { what: 'linux', kernel, args: args.join(' '), initrds: initrds.slice(0, MAX_INITRDS) };
}

/** `KERNEL ARGUMENTS --- MODULE ARGUMENTS --- …` (com32/mboot/mboot.c). */
function multibootModule(text: string): Command {
  const [first = [], ...modules] = split(withoutOptions(words(text), /^(?:-no)?-(?:solaris|aout)$/), '---');
  const [kernel, ...args] = first;
  if (kernel === undefined || kernel.startsWith('-'))
    return { what: 'none', why: `It starts mboot.c32 ${text}, which is not understood.` };
  const named = modules.filter(([name]) => name !== undefined).slice(0, MAX_INITRDS);
  const [names, moduleArguments] = [named.map(([name]) => name!), named.map(([, ...rest]) => rest.join(' '))];
  return { what: 'multiboot', kernel, args: args.join(' '), modules: names, moduleArguments };
}

function withoutOptions(all: readonly string[], option: RegExp): readonly string[] {
  const from = all.findIndex((word) => !option.test(word));
  return from < 0 ? [] : all.slice(from);
}

function split(all: readonly string[], separator: string): string[][] {
  const parts: string[][] = [[]];
  for (const word of all) {
    if (word === separator) parts.push([]);
    else parts.at(-1)!.push(word);
  }
  return parts;
}

/** The words between `mark` and the next of `marks`. */
function after(all: readonly string[], mark: string, marks: readonly string[]): string[] {
  const from = all.indexOf(mark);
  if (from < 0) return [];
  const rest = all.slice(from + 1);
  const end = rest.findIndex((word) => marks.includes(word));
  return end < 0 ? rest : rest.slice(0, end);
}
