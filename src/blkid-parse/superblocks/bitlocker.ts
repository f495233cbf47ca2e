import type { Format } from '../format.ts';

const [vista, seven, toGo] = ['\xeb\x52\x90-FVE-FS-', '\xeb\x58\x90-FVE-FS-', '\xeb\x58\x90MSWIN4.1'];

/**
 * BitLocker, which looks like FAT32 or NTFS otherwise:
 * https://github.com/libyal/libbde/blob/main/documentation/BitLocker%20Drive%20Encryption%20(BDE)%20format.asciidoc
 */
export const bitlocker: Format = {
  type: 'BitLocker',
  usage: 'crypto',
  magics: [vista, seven, toGo].map((bytes) => ({ at: 0, bytes })),
  verify: async (device, { bytes }) => {
    if (bytes === vista) return {};
    const boot = await device.read(0, 512);
    // An ordinary FAT32 begins as a BitLocker To Go does; its metadata are what tells them apart.
    const metadata = boot && (await device.read(boot.u64le(bytes === seven ? 176 : 440), 64));
    if (!metadata?.has('-FVE-FS-', 0)) return undefined;
    const serial = bytes === seven ? `${boot!.u32le(67) | 0}`.padStart(16, '0') : undefined;
    return { version: `${metadata.u16le(10)}`, uuid: serial };
  },
};
