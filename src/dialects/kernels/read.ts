import type { Reading } from '../../entry/reading.ts';
import type { Volume } from '../../entry/volume.ts';
import { linuxEntry, uniqueIds } from '../common/linux-entry.ts';
import { systemCmdline } from '../common/system-cmdline.ts';
import { textFile } from '../common/text-file.ts';
import type { Machine } from '../dialect.ts';
import { findKernels } from './find-kernels.ts';

/** An entry for each kernel on the volume, the newest first. None is the default of anything. */
export async function readKernels(
  path: string,
  volume: Volume,
  volumes: readonly Volume[],
  machine: Machine,
): Promise<Reading> {
  const { id } = volume.identity;
  const { cmdline, remarks } = await systemCmdline(volume, volumes, machine);
  const name = (await systemName(volume)) ?? 'Linux';
  const found = (file: string) => ({ resource: { volume: id, path: file } });
  const entries = (await findKernels(volume)).map(({ path: kernel, version, initrds }) =>
    linuxEntry(
      { source: 'kernels', volume: id, config: kernel },
      {
        id: version || kernel,
        title: version === '' ? `${name} (${kernel})` : `${name}, with ${version}`,
        line: 1,
        kernel: found(kernel),
        initrds: initrds.map(found),
        cmdline,
        diagnostics: [
          'Found, not configured: no boot configuration speaks of this kernel.',
          ...remarks,
          ...(initrds.length > 0 ? [] : ['No initrd goes by its version.']),
        ],
      },
    ),
  );
  return { volume: id, config: path, entries: uniqueIds(entries), diagnostics: [] };
}

/** What the system on the volume calls itself. https://www.freedesktop.org/software/systemd/man/os-release.html */
async function systemName(volume: Volume): Promise<string | undefined> {
  const text = (await textFile(volume, '/etc/os-release')) ?? (await textFile(volume, '/usr/lib/os-release')) ?? '';
  return /^PRETTY_NAME=["']?([^"'\n]+)/m.exec(text)?.[1]?.slice(0, 100);
}
