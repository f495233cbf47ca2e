/** Words of a command line: what double quotes enclose belongs together. Blanks are those of isspace(3). */
const word = /(?:"[^"]*"?|[^\s"])+/g;

/**
 * The running kernel's command line for another kernel: without its name, which the boot loader put there, and for a
 * kernel that is started by a crash without the memory to be reserved for one.
 * @param text of /proc/cmdline
 */
export function reusableCmdline(text: string, crash: boolean): string {
  const dropped = crash ? /^(?:BOOT_IMAGE|crashkernel)(?:=|$)/ : /^BOOT_IMAGE(?:=|$)/;
  return (text.match(word) ?? []).filter((parameter) => !dropped.test(parameter)).join(' ');
}
