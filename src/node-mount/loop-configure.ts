import { ioctlBuffer, ioctlNumber } from './libc.ts';

// include/uapi/linux/loop.h
const LOOP_SET_FD = 0x4c00;
const LOOP_CLR_FD = 0x4c01;
const LOOP_SET_STATUS64 = 0x4c04;
const LOOP_CONFIGURE = 0x4c0a;

/** What a loop device is to be. */
export interface Settings {
  /** The open file behind it. */
  readonly fd: number;
  readonly offset: number;
  /** 0 for no limit. */
  readonly sizeLimit: number;
  /** The bits of `loopFlags`. */
  readonly flags: number;
  /** Shown by losetup(8); cut to 63 bytes. */
  readonly name: string;
}

/** Attaches in one step, so that no one sees the device without its offset: Linux 5.8. Gives errno, 0 for success. */
export async function configure(device: number, settings: Settings): Promise<number> {
  // struct loop_config: fd, block_size (0 for the default), struct loop_info64 of 232 bytes, 64 bytes reserved
  const config = new Uint8Array(304);
  new DataView(config.buffer).setUint32(0, settings.fd, littleEndian);
  config.set(info64(settings), 8);
  return (await ioctlBuffer(device, LOOP_CONFIGURE, config)).errno;
}

/**
 * Attaches in two steps, for kernels without LOOP_CONFIGURE. Gives errno, 0 for success. The device is read-only
 * where it or the file was opened so, because LOOP_SET_STATUS64 does not take that flag.
 */
export async function setFdAndStatus(device: number, settings: Settings): Promise<number> {
  const set = await ioctlNumber(device, LOOP_SET_FD, settings.fd);
  if (set.errno !== 0) return set.errno;
  let status = await ioctlBuffer(device, LOOP_SET_STATUS64, info64(settings));
  // The kernel answers EAGAIN while it writes out pages that were cached for the old offset.
  for (let attempt = 0; status.errno === EAGAIN && attempt < 64; attempt++)
    status = await ioctlBuffer(device, LOOP_SET_STATUS64, info64(settings));
  if (status.errno !== 0) await ioctlNumber(device, LOOP_CLR_FD, 0);
  return status.errno;
}

const EAGAIN = 11;
const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

// struct loop_info64: lo_device, lo_inode, lo_rdevice, lo_offset, lo_sizelimit (u64 each), lo_number,
// lo_encrypt_type, lo_encrypt_key_size, lo_flags (u32 each), lo_file_name[64], lo_crypt_name[64],
// lo_encrypt_key[32], lo_init[2]
function info64({ offset, sizeLimit, flags, name }: Settings): Uint8Array {
  const info = new Uint8Array(232);
  const view = new DataView(info.buffer);
  view.setBigUint64(24, BigInt(offset), littleEndian);
  view.setBigUint64(32, BigInt(sizeLimit), littleEndian);
  view.setUint32(52, flags, littleEndian);
  info.set(new TextEncoder().encode(name).subarray(0, 63), 56);
  return info;
}
