// npm run build: makes vmlinuz, initramfs.img and manifest.json, in the directory of out/ that is named for the processor.

import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { costTable } from './cost-table.ts';
import { formNamed, usualCmdline } from './forms/forms.ts';
import { readSigner, type Signer } from './forms/signer.ts';
import { type KernelKind, kernels } from './kernel.ts';
import { makeImage, outputOf } from './make.ts';
import { script } from './script.ts';
import { targetNamed } from './target.ts';

const help = `Usage: npm run build [-- OPTIONS]

Builds baton's kernel and initramfs into out/x86_64, or out/arm64: vmlinuz,
initramfs.img, and manifest.json, which lists every file with its package,
licence and SHA-256.

  --arch NAME    the processor: x86_64 (the default) or arm64
  --kernel KIND  cloud: Debian's kernel for virtual machines (the default)
                 generic: Debian's kernel for PCs and servers, with their drivers
                 jump: built from Debian's source, in some minutes, for virtual
                 machines with VirtIO: it can jump into another kernel and back
                 firmware: built likewise, to take the place of a firmware's boot
                 stage, as it is for virtual machines; it has all in itself
                 pc, server: the same for desktops and laptops, and for servers
  --profile NAME what is in the image besides, of initramfs/profiles:
                 minimal: one disk of a virtual machine; no RAID, LVM, LUKS
                 standard: any virtual machine or PC, with mdadm, lvm and
                 cryptsetup (the default of the cloud kernel)
                 full: servers too (the default of the generic kernel)
  --form NAME    what else is made of the two; may be given several times:
                 efi: baton.efi, one program that UEFI starts
                 iso: baton.iso, for a disc or, as it is, for a stick
                 stick: baton.img, with a baton.toml that can be edited
                 payload: payload, for the flash of coreboot: the kernel with the
                 initramfs inside, as small as it gets
                 sbom: sbom.spdx.json, what the image is made of
                 wire: a directory for a server of TFTP or HTTP
  --budget SIZE  bytes, or 32M, that the payload may have
  --cmdline TEXT the kernel's cmdline in these forms (its console is a serial
                 line and the screen)
  --sign-key FILE, --sign-cert FILE
                 a private key and its certificate in PEM, for Secure Boot
  --output DIR   where everything goes, in place of out/x86_64
  --etc DIR      settings of one's own: its files, such as baton.toml, go to
                 /etc of the image, over those of initramfs/etc
  --help         this text

Variables: BATON_CACHE, where what was fetched is kept (out/cache);
BATON_DEBIAN_MIRROR, a Debian mirror's URL (the one apt uses on this machine).
Delete the cache to take Debian's newest kernel and libraries.
`;

/** A size such as `32M`: bytes, or KiB, MiB or GiB. */
function bytesOf(text: string): number {
  const [, number, unit = ''] = /^(\d+)([KMG]?)$/.exec(text) ?? [];
  if (number === undefined) throw new Error(`--budget takes a size such as 32M, and not ${text}`);
  return Number(number) * 1024 ** ['', 'K', 'M', 'G'].indexOf(unit);
}

/** Those of `names` that have a value. */
function pick<Name extends string>(values: Readonly<Partial<Record<Name, string>>>, names: readonly Name[]) {
  const given = names.filter((name) => values[name] !== undefined).map((name) => [name, values[name]]);
  return Object.fromEntries(given) as Partial<Record<Name, string>>;
}

async function signerOf(key: string | undefined, certificate: string | undefined): Promise<Signer | undefined> {
  if (key === undefined && certificate === undefined) return undefined;
  if (key === undefined || certificate === undefined)
    throw new Error('--sign-key and --sign-cert belong together: give both');
  return readSigner(key, certificate);
}

const isKernel = (name: string): name is KernelKind => Object.hasOwn(kernels, name);

await script(async () => {
  const { values } = parseArgs({
    options: {
      arch: { type: 'string', default: 'x86_64' },
      kernel: { type: 'string', default: 'cloud' },
      profile: { type: 'string' },
      etc: { type: 'string' },
      form: { type: 'string', multiple: true, default: [] },
      cmdline: { type: 'string' },
      budget: { type: 'string' },
      'sign-key': { type: 'string' },
      'sign-cert': { type: 'string' },
      output: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const { kernel } = values;
  if (!isKernel(kernel)) throw new Error(`there is no kernel ${kernel}; choose ${Object.keys(kernels).join(', ')}`);
  const target = targetNamed(values.arch);
  const forms = await Promise.all(values.form.map(formNamed));
  const signer = await signerOf(values['sign-key'], values['sign-cert']);
  const output = values.output === undefined ? outputOf(target) : resolve(values.output);
  const budget = values.budget === undefined ? undefined : bytesOf(values.budget);
  const given = pick(values, ['profile', 'etc']);
  const made = await makeImage({ target, kernel, output, ...given });
  if (made.costs) console.log(costTable(await made.costs()));
  else console.log('Nothing has changed since the last build.');
  for (const path of [made.vmlinuz, made.initramfs, made.manifest]) console.log(path);
  const cmdline = values.cmdline ?? usualCmdline[target.name]!;
  const wishes = { ...given, ...(signer && { signer }), ...(budget !== undefined && { budget }) };
  const options = { target, kernel, image: made, output, cmdline, ...wishes };
  for (const form of forms) for (const path of await form(options)) console.log(path);
  return 0;
});
