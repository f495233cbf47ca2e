// The kernel that prints what its boot loader handed over: where it runs, and the reading of that.

/** QEMU's arguments for a machine whose console comes to us, and which ends with the kernel. */
export const printingMachine = [
  ...['-accel', 'tcg', '-m', '64', '-display', 'none', '-monitor', 'none', '-serial', 'stdio', '-no-reboot'],
];

/**
 * What the kernel printed, and the bytes of its initrds as they lay in memory together. Throws an error with what the
 * console shows where it was not booted.
 */
export function printed(console: string): { readonly cmdline: string; readonly initrdBytes: number } {
  const [, cmdline, letters] = /<([^>]*)>([A-P]{8})/.exec(console) ?? [];
  if (letters === undefined) throw new Error(`no kernel was booted. The console shows:\n${console}`);
  const digits = Array.from(letters, (letter) => (letter.charCodeAt(0) - 65).toString(16)).join('');
  return { cmdline: cmdline!, initrdBytes: Number.parseInt(digits, 16) };
}
