import type { Kind, Resource } from '../../../entry/entry.ts';
import { type Boot, kernelCommandLine } from '../boot.ts';
import { toBytes, toText } from '../bytes.ts';
import type { Interpreter } from '../interpreter.ts';
import { andThen, type Maybe } from '../maybe.ts';
import { BAD_ARGUMENT, FILE_NOT_FOUND, OK, type Status } from '../status.ts';
import type { CommandFunction, CommandTable } from './command.ts';

/** Commands that load what is to be booted. Nothing is read: what would have been loaded is noted down. */
export const loaders: CommandTable = {
  linux: kernel('linux'),
  linux16: kernel('linux'),
  linuxefi: kernel('linux'),
  multiboot: kernel('multiboot'),
  multiboot2: kernel('multiboot2'),
  xen_hypervisor: kernel('multiboot2'),
  module: addModule,
  module2: addModule,
  xen_linux: addModule,
  xen_initrd: addModule,
  xen_module: addModule,
  initrd,
  initrd16: initrd,
  initrdefi: initrd,

  devicetree(grub, [name]) {
    const boot = grub.boot ?? grub.attempt;
    if (name === undefined || !boot) return BAD_ARGUMENT;
    return andThen(resolve(grub, name), ({ resource, status }) => {
      boot.devicetree = resource;
      return status;
    });
  },

  chainloader(grub, args) {
    const name = args.filter((arg) => !arg.startsWith('-')).at(0);
    if (name === undefined) return BAD_ARGUMENT;
    const isSector = /(?:^|\))\+[0-9]/.test(name);
    return load(grub, name, { kind: /\.efi$/i.test(name) ? 'efi' : 'chainload', cmdline: '', initrds: [] }, isSector);
  },

  fwsetup(grub, args) {
    const efi = grub.environment.get('grub_platform') === 'efi';
    if (args.includes('--is-supported') || !efi) return efi ? OK : grub.fail(BAD_ARGUMENT, 'fwsetup is for EFI only');
    grub.boot = { kind: 'firmware-setup', cmdline: '', initrds: [] };
    return OK;
  },

  ntldr: chain,
  freedos: chain,
  plan9: chain,
  kfreebsd: chain,
  knetbsd: chain,
  kopenbsd: chain,
  xnu_kernel: chain,
  xnu_kernel64: chain,
  appleloader: chain,
  truecrypt: chain,
};

function kernel(kind: Kind): CommandFunction {
  return (grub, args) => {
    const operands = kind === 'linux' ? args : args.filter((arg) => !/^--(?:quirk|no)/.test(arg));
    const [name, ...rest] = operands;
    if (name === undefined) return grub.fail(BAD_ARGUMENT, 'no kernel is named');
    const boot: Boot = { kind, cmdline: kernelCommandLine(rest), initrds: [] };
    if (kind === 'linux') boot.bootImage = kernelCommandLine([name]);
    return load(grub, name, boot);
  };
}

function chain(grub: Interpreter, [name = '']: string[]): Maybe<Status> {
  return load(grub, name, { kind: 'chainload', cmdline: '', initrds: [] });
}

/** Makes `boot` what is loaded, with the file `name` as its kernel; what was loaded before is gone either way. */
function load(grub: Interpreter, name: string, boot: Boot, needsNoFile = false): Maybe<Status> {
  return andThen(resolve(grub, name, needsNoFile), ({ resource, status }) => {
    boot.kernel = resource;
    grub.boot = status === OK ? boot : undefined;
    grub.attempt = boot;
    return status;
  });
}

/** The files of one command are joined; another such command replaces them all. */
function initrd(grub: Interpreter, names: string[]): Maybe<Status> {
  if (names.length === 0) return BAD_ARGUMENT;
  const boot = grub.boot ?? grub.attempt;
  if (!boot) return grub.fail(BAD_ARGUMENT, 'an initrd before any kernel');
  return andThen(resolveAll(grub, names), ({ resources, status }) => {
    boot.initrds = resources;
    return grub.boot ? status : BAD_ARGUMENT;
  });
}

function addModule(grub: Interpreter, args: string[]): Maybe<Status> {
  const [name, ...rest] = args.filter((arg) => arg !== '--nounzip');
  const boot = grub.boot ?? grub.attempt;
  if (name === undefined || !boot) return grub.fail(BAD_ARGUMENT, 'a module before any kernel');
  return andThen(resolve(grub, name), ({ resource, status }) => {
    boot.initrds.push(resource);
    boot.moduleArguments = [...(boot.moduleArguments ?? []), kernelCommandLine(rest)];
    return grub.boot ? status : BAD_ARGUMENT;
  });
}

interface Resolved {
  readonly resource: Resource;
  readonly status: Status;
}

async function resolveAll(grub: Interpreter, names: string[]): Promise<{ resources: Resource[]; status: Status }> {
  const resources: Resource[] = [];
  let status: Status = OK;
  for (const name of names) {
    // `newc:PATH:FILE` puts a file into the initrd under another name.
    const [, wrapped] = /^newc:[^:]*:([\s\S]*)$/.exec(name) ?? [];
    if (wrapped !== undefined) grub.fail(OK, `${wrapped} is to appear in the initrd under another name (newc:)`);
    const resolved = await resolve(grub, wrapped ?? name);
    resources.push(resolved.resource);
    status ||= resolved.status;
  }
  return { resources, status };
}

/** Where a file lies, and whether it is there. What waits for a volume says for which. */
function resolve(grub: Interpreter, name: string, needsNoFile = false): Maybe<Resolved> {
  const location = grub.files.locate(name, grub.root);
  const { device, deviceName = '', path: bytes = name } = location ?? {};
  const path = toText(bytes);
  const missed = deviceName === grub.root ? grub.environment.wants('root') : undefined;
  if (!device) {
    const wants = missed ?? deviceName;
    const status = grub.fail(
      FILE_NOT_FOUND,
      `${bytes} lies on ${wants || 'a device without a name'}, which is not there`,
    );
    return { resource: { path, wants: toText(wants) }, status };
  }
  const { id } = device.volume.identity;
  const resource = { volume: id, path, ...(device.image === undefined ? {} : { image: device.image }) };
  if (needsNoFile) return { resource, status: OK };
  if (!bytes.startsWith('/'))
    return { resource, status: grub.fail(FILE_NOT_FOUND, `${bytes} is no absolute path, so GRUB does not load it`) };
  return andThen(grub.files.stat(location), (stat) => {
    if (stat?.kind === 'file') return { resource, status: OK };
    const on = toBytes(device.image === undefined ? id : `the disc image ${device.image} on ${id}`);
    const status = grub.fail(FILE_NOT_FOUND, `${bytes} ${stat ? 'is no file' : 'does not exist'} on ${on}`);
    return { resource: missed === undefined ? resource : { path, wants: toText(missed) }, status };
  });
}
