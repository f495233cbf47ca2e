import type { Reading } from '../../entry/reading.ts';
import type { Volume } from '../../entry/volume.ts';
import { type FoundFile, fileOn } from '../common/found-file.ts';
import { linuxEntry } from '../common/linux-entry.ts';
import { filesAmong, textFile } from '../common/text-file.ts';
import type { Machine } from '../dialect.ts';
import { readSettings } from './config-txt.ts';

/** What the firmware loads where `kernel` is not set: which of them, depends on the model. */
const KERNELS_64 = ['kernel8.img', 'kernel_2712.img'];
const KERNELS_32 = ['kernel7l.img', 'kernel7.img', 'kernel.img'];

/** The one system that a Raspberry Pi's firmware boots from this volume. */
export async function readConfigTxt(
  path: string,
  volume: Volume,
  _volumes: readonly Volume[],
  { cpu }: Machine,
): Promise<Reading> {
  const { id } = volume.identity;
  const { settings, diagnostics } = await readSettings(path, (included) => textFile(volume, included));
  const value = (name: string) => settings.get(name)?.value.trim() ?? '';
  const prefixed = (name: string) => `${value('os_prefix')}${name}`;
  const file = (name: string): Promise<FoundFile> => fileOn(volume, prefixed(name));

  const wide = value('arm_64bit') === '' ? cpu !== 'i386' : value('arm_64bit') !== '0';
  const usual = wide ? [...KERNELS_64, ...KERNELS_32] : [...KERNELS_32, ...KERNELS_64];
  const present = await filesAmong(
    volume,
    usual.map((name) => `/${prefixed(name)}`),
  );
  const byModel = usual.find((name) => present.includes(`/${prefixed(name)}`)) ?? usual[0]!;
  const kernel = value('kernel') || byModel;

  const cmdline = ((await textFile(volume, `/${prefixed(value('cmdline') || 'cmdline.txt')}`)) ?? '').split('\n')[0]!;
  const devicetree = value('device_tree');
  const setting = settings.get('kernel');
  const origin = { source: 'rpi', volume: id, config: setting?.config ?? path } as const;
  const entry = linuxEntry(origin, {
    id: 'rpi',
    title: `Raspberry Pi (${kernel})`,
    line: setting?.line ?? 1,
    kernel: await file(kernel),
    initrds: await Promise.all(initrdNames(kernel, value).map(file)),
    devicetree: devicetree === '' ? undefined : await file(devicetree),
    cmdline: cmdline.trim(),
    default: true,
    diagnostics: [
      ...(setting ? [] : ['Which kernel it is depends on the model: this is the first of those that are there.']),
      'The firmware would add parameters of its own to the cmdline.',
    ],
  });
  return { volume: id, config: path, entries: [entry], diagnostics };
}

/** `initramfs a,b followkernel`, or with auto_initramfs the name that goes with the kernel's. */
function initrdNames(kernel: string, value: (name: string) => string): string[] {
  const [names = ''] = value('initramfs').split(/\s+/);
  if (names !== '') return names.split(',').filter(Boolean).slice(0, 10);
  if (value('auto_initramfs') !== '1' || !kernel.startsWith('kernel')) return [];
  return [kernel.replace(/^kernel/, 'initramfs').replace(/\.img$/, '')];
}
