/** What the firmware and the processor say of themselves. */
export interface Hardware {
  /** A text of SMBIOS by its name in /sys/class/dmi/id; undefined where there is none, or it is empty. */
  smbios(field: string): string | undefined;
  /** What the processor can do, in the words of /proc/cpuinfo. */
  cpuFlags(): readonly string[];
}
