// An archive behind the initrds that has the keys of LUKS devices where the next system's initramfs looks for them, so
// that nobody is asked twice.
//
// - cryptsetup-initramfs (initramfs-tools): the lines of /cryptroot/crypttab, with a key file in the initramfs.
//   https://cryptsetup-team.pages.debian.net/cryptsetup/README.initramfs.html
// - dracut without systemd: the lines of /etc/crypttab, the same. dracut.cmdline(7), cryptroot-ask.sh
// - systemd in the initramfs: crypttab(5); it finds /etc/cryptsetup-keys.d/NAME.key even where only the kernel's
//   parameters speak of the device.

import { type CpioItem, writeCpio } from '../images/cpio.ts';

/** A LUKS device that the next system is to open. */
export interface Mapping {
  /** What the next system calls it: /dev/mapper/NAME. */
  readonly name: string;
  /** The device, in the words of fstab(5). */
  readonly device: string;
  readonly options: readonly string[];
  /** What opens it; without it, the next system asks, or does what it does without baton. */
  readonly key?: Uint8Array;
}

const keyDirectory = 'etc/cryptsetup-keys.d';

/** Options of crypttab(5) that say how another key is to be had, or which part of a file it is. */
const otherKeys =
  /^(keyscript|keyfile-offset|keyfile-size|keyfile-timeout|tpm2-[a-z-]+|fido2-[a-z-]+|pkcs11-[a-z-]+)(=|$)/;

/** As crypttab(5) and fstab(5) write what would end a field. */
const escaped = (text: string): string =>
  text.replace(/[\s\\#]/g, (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`);

function line({ name, device, options, key }: Mapping): string {
  const kept = key ? options.filter((option) => !otherKeys.test(option)) : options;
  const file = key ? `/${keyDirectory}/${escaped(name)}.key` : 'none';
  return `${escaped(name)} ${escaped(device)} ${file} ${kept.length > 0 ? kept.join(',') : 'luks'}\n`;
}

/**
 * The archive for these mappings, whose names have no `/`. It holds their keys: whoever has it wipes it.
 */
export function luksArchive(mappings: readonly Mapping[]): Uint8Array {
  const directory = (path: string, mode: number): CpioItem => ({ path, mode, content: { kind: 'directory' } });
  const file = (path: string, mode: number, data: Uint8Array): CpioItem => ({
    path,
    mode,
    content: { kind: 'file', data },
  });
  const crypttab = Buffer.from(mappings.map(line).join(''));
  return writeCpio([
    directory('cryptroot', 0o755),
    file('cryptroot/crypttab', 0o400, crypttab),
    directory('etc', 0o755),
    file('etc/crypttab', 0o400, crypttab),
    directory(keyDirectory, 0o700),
    ...mappings.flatMap(({ name, key }) => (key ? [file(`${keyDirectory}/${name}.key`, 0o400, key)] : [])),
  ]);
}
