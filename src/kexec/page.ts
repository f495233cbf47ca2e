/** Bytes in a page of the processors that kexec_load is used on here. */
export const pageSize = 4096;

/** The least multiple of `alignment` that is not below `value`; both in bytes. */
export function alignUp(value: number, alignment: number): number {
  return Math.ceil(value / alignment) * alignment;
}

/** The greatest multiple of `alignment` that is not above `value`; both in bytes. */
export function alignDown(value: number, alignment: number): number {
  return Math.floor(value / alignment) * alignment;
}
