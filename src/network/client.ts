// How this machine presents itself to servers that tell installers from clients (RFC 4578).

/** Client system architecture of IANA's list: by PXE, and by UEFI's HTTP boot. */
const architectures: Readonly<Record<string, Readonly<Record<'pc' | 'efi', { pxe: number; http: number }>>>> = {
  x64: { pc: { pxe: 0, http: 20 }, efi: { pxe: 7, http: 16 } },
  arm64: { pc: { pxe: 11, http: 19 }, efi: { pxe: 11, http: 19 } },
};

export interface Client {
  readonly firmware: 'pc' | 'efi';
  /** SMBIOS system UUID. */
  readonly uuid?: string;
}

/** Vendor class (option 60), architecture (93), network interface (94) and machine (97). */
export interface Identity {
  readonly vendorClass: string;
  readonly architecture: Buffer;
  readonly networkInterface: Buffer;
  readonly machine?: Buffer;
}

export function identityOf({ firmware, uuid }: Client, by: 'pxe' | 'http' = 'pxe'): Identity {
  const architecture = architectures[process.arch]?.[firmware][by] ?? 0;
  const number = `${architecture}`.padStart(5, '0');
  return {
    vendorClass: `${by === 'pxe' ? 'PXEClient' : 'HTTPClient'}:Arch:${number}:UNDI:003016`,
    architecture: Buffer.from([architecture >> 8, architecture & 255]),
    networkInterface: Buffer.from([1, 3, 16]),
    ...(uuid ? { machine: Buffer.from(`00${uuidBytes(uuid)}`, 'hex') } : {}),
  };
}

/** As SMBIOS has it: the first three groups are little-endian. */
function uuidBytes(uuid: string): string {
  const [a = '', b = '', c = '', ...rest] = uuid.toLowerCase().split('-');
  const reverse = (hex: string): string => (hex.match(/../g) ?? []).reverse().join('');
  return [reverse(a), reverse(b), reverse(c), ...rest].join('');
}
