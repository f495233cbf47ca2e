// What a kernel tells of itself for those who read its memory after a crash.
// https://docs.kernel.org/admin-guide/kdump/vmcoreinfo.html

export interface Vmcoreinfo {
  /** The version, `6.1.0-18-amd64`. */
  readonly release: string | undefined;
  /** The address of a variable. */
  symbol(name: string): bigint | undefined;
  /** Bytes that a structure has. */
  size(name: string): number | undefined;
  /** Where a field lies in its structure, `prb_desc.state_var`. */
  offset(name: string): number | undefined;
}

/** @param text lines such as `OFFSET(prb_desc.state_var)=0` */
export function parseVmcoreinfo(text: string): Vmcoreinfo {
  const values = new Map<string, string>();
  for (const [, name = '', value = ''] of text.matchAll(/^([^=\n]+)=([^\n]*)$/gm)) values.set(name, value);
  const number = (name: string) => {
    const value = values.get(name) ?? '';
    return /^\d{1,9}$/.test(value) ? Number(value) : undefined;
  };
  return {
    release: values.get('OSRELEASE'),
    symbol: (name) => {
      const value = values.get(`SYMBOL(${name})`) ?? '';
      return /^[0-9a-f]{1,16}$/.test(value) ? BigInt(`0x${value}`) : undefined;
    },
    size: (name) => number(`SIZE(${name})`),
    offset: (name) => number(`OFFSET(${name})`),
  };
}
