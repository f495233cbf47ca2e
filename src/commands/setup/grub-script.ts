// The program in /etc/grub.d that writes baton's entry into grub.cfg, wherever that is written anew.
// https://www.gnu.org/software/grub/manual/grub/html_node/Simple-configuration.html

import { createHash } from 'node:crypto';

/** What tells the file from one that somebody else has written. */
const head = '# Written by "baton setup"; "baton setup --remove" takes it away.';

/** The id of the entry, by which grubenv and the default name it. */
export const entryId = 'baton-setup';

/** In grub.cfg, before the SHA-256 of the program. */
const mark = '# 42_baton: ';

export interface ScriptFacts {
  /** The directory of the two files, and their names in it. */
  readonly directory: string;
  readonly kernel: string;
  readonly initrd: string;
  readonly cmdline: string;
  /** Whether the entry is GRUB's default, in place of what /etc/default/grub says. */
  readonly always: boolean;
}

const defaultLine = `if [ "\${boot_once}" != true ]; then set default=${entryId}; fi\n`;

/**
 * The text of the program. grub-mkconfig and its library tell it how GRUB reaches /boot, on RAID and LVM as well. The
 * variable `baton` is set where it is baton that reads grub.cfg: it is not to start itself, and finds the default that
 * the system had before.
 */
export function grubScript({ directory, kernel, initrd, cmdline, always }: ScriptFacts): string {
  return `#!/bin/sh
${head}
set -e
. "\${pkgdatadir:-/usr/share/grub}/grub-mkconfig_lib"
printf '${mark}%.64s\\n' "$(sha256sum <"$0")"
directory=$(make_system_path_relative_to_its_root ${inShell(directory)})
cat <<'END'
if [ -z "\${baton}" ]; then
menuentry 'baton' --class baton --id ${entryId} {
	if [ "\${feature_all_video_module}" = y ]; then insmod all_video; fi
END
prepare_grub_to_access_device \${GRUB_DEVICE_BOOT} | sed 's/^/\\t/'
printf '\\tlinux %s %s\\n\\tinitrd %s\\n}\\n' "$directory/${kernel}" ${inShell(inGrub(cmdline))} "$directory/${initrd}"
cat <<'END'
${always ? defaultLine : ''}fi
END
`;
}

/** Whether grub.cfg has the entry, or a program that writes it. What only names it, such as GRUB_DEFAULT, is none. */
export function hasEntry(text: string): boolean {
  return text.includes(` --id ${entryId} {`);
}

/** Whether grub.cfg has what the program writes, and not what one before it wrote. */
export function isMadeBy(configuration: string, script: string): boolean {
  return configuration.includes(`${mark}${createHash('sha256').update(script).digest('hex')}\n`);
}

/** Whether `baton setup` has written the file. */
export function isOwnScript(text: string): boolean {
  return text.includes(`\n${head}\n`);
}

/** Whether the entry is GRUB's default. */
export function isDefault(script: string): boolean {
  return script.includes(defaultLine);
}

/** The same program with the entry as GRUB's default. */
export function asDefault(script: string): string {
  return isDefault(script) ? script : script.replace(/fi\nEND\n$/, `${defaultLine}fi\nEND\n`);
}

/** Words as GRUB's language takes them: what it would expand stands in quotes. */
function inGrub(cmdline: string): string {
  return cmdline
    .split(/ +/)
    .map((word) => (/^[\w=,.:/+@%-]*$/.test(word) ? word : inShell(word)))
    .join(' ');
}

/** One word of the shell, and of GRUB's language, which have the same single quotes. */
function inShell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
