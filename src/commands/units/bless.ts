import type { Manager } from '../../kexec/manager.ts';
import { head, type UnitFile } from './unit-file.ts';

/** https://systemd.io/AUTOMATIC_BOOT_ASSESSMENT: what decides whether a start was good comes before boot-complete. */
const service = (command: string) => `${head}
[Unit]
Description=Report that this system works
Requires=boot-complete.target
After=local-fs.target boot-complete.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=${command} bless

[Install]
WantedBy=multi-user.target
`;

/**
 * What has the system report, at the end of each start, that it works. Raises an error with a sentence where nothing
 * tells when that end is.
 */
export function blessUnitFiles(manager: Manager, command: string): UnitFile[] {
  if (manager !== 'systemd')
    throw new Error(
      'only systemd tells when a start was good. Add "baton bless" to what starts last, such as rc.local.',
    );
  const unit = '/etc/systemd/system/baton-bless.service';
  const wants = '/etc/systemd/system/multi-user.target.wants/baton-bless.service';
  return [
    { path: unit, text: service(command), mode: 0o644 },
    { path: wants, text: '', mode: 0o777, target: unit },
  ];
}
