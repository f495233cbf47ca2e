import type { Entry, Resource } from '../../entry/entry.ts';
import type { Reading } from '../../entry/reading.ts';
import type { Volume } from '../../entry/volume.ts';
import { ANDROID_HEADER, parseAndroidImage, parseAndroidVendorImage } from '../../images/android.ts';

/** The one system of a boot image. Files inside the images are named `/kernel`, `/ramdisk` and `/dtb`. */
export async function readBootImage(path: string, volume: Volume): Promise<Reading | undefined> {
  const { id } = volume.identity;
  const image = parseAndroidImage((await volume.read(path, ANDROID_HEADER)) ?? new Uint8Array());
  if (!image || image.kernel.size === 0) return undefined;
  const beside = (name: string) => path.replace(/boot(?=(_[ab])?\.img$)/, name);
  const vendorPath = beside('vendor_boot');
  const vendor =
    image.version >= 3 && vendorPath !== path
      ? parseAndroidVendorImage((await volume.read(vendorPath, ANDROID_HEADER)) ?? new Uint8Array())
      : undefined;
  const initPath = beside('init_boot');
  const init =
    image.version >= 4 && initPath !== path
      ? parseAndroidImage((await volume.read(initPath, ANDROID_HEADER)) ?? new Uint8Array())
      : undefined;

  const inside = (of: string, name: string): Resource => ({ volume: id, path: name, image: of });
  // The vendor's ramdisk comes first, so that the generic one can replace its files.
  const initrds = [
    ...(vendor && vendor.ramdisk.size > 0 ? [inside(vendorPath, '/ramdisk')] : []),
    ...(image.ramdisk.size > 0 ? [inside(path, '/ramdisk')] : []),
    ...(init && init.ramdisk.size > 0 ? [inside(initPath, '/ramdisk')] : []),
  ];
  const devicetree = image.devicetree ? path : vendor && vendor.devicetree.size > 0 ? vendorPath : undefined;
  const title = image.name === '' ? `Android (${path})` : `Android (${path}, ${image.name})`;
  const entry: Entry = {
    id: path,
    title,
    submenu: [],
    source: 'android',
    volume: id,
    config: path,
    line: 1,
    kind: 'linux',
    kernel: inside(path, '/kernel'),
    initrds,
    ...(devicetree === undefined ? {} : { devicetree: inside(devicetree, '/dtb') }),
    cmdline: [vendor?.cmdline ?? '', image.cmdline].filter(Boolean).join(' '),
    default: false,
    diagnostics: [
      ...(image.version >= 3 && !vendor ? [`There is no ${vendorPath}, which has the rest of this image.`] : []),
      ...(vendor && vendor.bootconfig.size > 0
        ? ['The Android boot loader would append parameters (bootconfig) to the initrd.']
        : []),
      ...(image.second ? ['It has a second stage, which is passed over.'] : []),
    ],
  };
  return { volume: id, config: path, entries: [entry], diagnostics: [] };
}
