import type { Machine } from '../dialect.ts';
import { loaderPlatform } from '../loader-platform.ts';
import { toBytes } from './bytes.ts';
import { Environment } from './environment.ts';
import { netVariables } from './net-variables.ts';

/** What GRUB 2.12 can do, as configurations ask for it (`features`, grub-core/normal/main.c). */
const FEATURES = `chainloader_bpb ntldr platform_search_hint default_font_path all_video_module menuentry_id
  menuentry_options 200_final nativedisk_cmd timeout_style search_cryptodisk_only`.split(/\s+/);

/**
 * The variables that GRUB has set when it begins with a configuration; all are exported.
 * @param root device name of the volume that the file lies on
 * @param path of the file on that volume, as bytes
 */
export function initialEnvironment(root: string, path: string, machine: Machine): Environment {
  const platform = loaderPlatform(machine);
  const environment = new Environment();
  const prefix = `(${root})${path.slice(0, path.lastIndexOf('/'))}`;
  const variables: [string, string][] = [
    ['root', root],
    ['prefix', prefix],
    ['grub_platform', platform],
    ['grub_cpu', machine.cpu],
    ['color_normal', 'light-gray/black'],
    ['color_highlight', 'black/light-gray'],
    // For what a configuration keeps from baton, such as the entry that starts it. GRUB does not have this one.
    ['baton', 'y'],
    ...FEATURES.map((feature): [string, string] => [`feature_${feature}`, 'y']),
    ...netVariables(machine).map(([name, value]): [string, string] => [name, toBytes(value)]),
  ];
  if (platform === 'efi') variables.push(['cmdpath', prefix]);
  for (const [name, value] of variables) {
    environment.set(name, value);
    environment.export(name);
  }
  return environment;
}
