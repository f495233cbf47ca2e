import type { Action } from './menu.ts';

/** The LABEL that is being read. (SYSLINUX: `struct labeldata`.) */
export interface Label {
  readonly name: string;
  readonly line: number;
  readonly config: string;
  kernel: string;
  /** Keyword of the kernel's type; `kernel` where the file name tells. */
  type: string;
  append?: string;
  initrd?: string;
  text?: string;
  action: Action;
  hidden: boolean;
  isDefault: boolean;
  disabled: boolean;
  password: boolean;
  /** Bits of SYSAPPEND. */
  sysappend: number;
  devicetree?: string;
  overlays?: string;
  remarks: string[];
}

export function newLabel(name: string, config: string, line: number, sysappend: number): Label {
  return {
    name,
    line,
    config,
    kernel: name,
    type: 'kernel',
    action: 'command',
    hidden: false,
    isDefault: false,
    disabled: false,
    password: false,
    sysappend,
    remarks: [],
  };
}

/**
 * The command that a label stands for: its kernel, the arguments of its own APPEND or else of the one before all
 * labels (`-` for none), the initrd as an argument of that name, and what SYSAPPEND adds. (SYSLINUX: `record`,
 * readconfig.c.)
 */
export function commandOf(label: Label, globalAppend: string | undefined, appended: readonly string[]): string {
  const append = label.append ?? globalAppend ?? '';
  const parts = label.type === 'kernel' ? [label.kernel] : [`.${label.type}`, label.kernel];
  if (append !== '' && append !== '-') parts.push(append);
  if (label.initrd !== undefined) parts.push(`initrd=${label.initrd}`);
  return [...parts, ...appended].join(' ');
}

/** Sentences about what only the machine itself could add or ask. @param unknown what SYSAPPEND asks for in vain */
export function remarksOf({ remarks, sysappend, password }: Label, unknown: readonly string[]): string[] {
  const all = [...remarks];
  if (unknown.length > 0)
    all.push(`SYSAPPEND 0x${sysappend.toString(16)} would add ${unknown.join(', ')} to the cmdline, not known here.`);
  if (password) all.push('Its boot loader asks for a password before it boots this (MENU PASSWD).');
  return all;
}
