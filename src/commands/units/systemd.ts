import { description, head, type UnitFile } from './unit-file.ts';

/** Stopped before the file systems are unmounted, because it was started after they were mounted. */
const service = (command: string) => `${head}
[Unit]
Description=${description}
RequiresMountsFor=/boot
After=local-fs.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/true
ExecStop=${command} load --for-reboot
TimeoutStopSec=120

[Install]
WantedBy=multi-user.target
`;

/** What has systemd load a kernel when it goes down for a restart; the last program starts it. */
export function systemdUnits(command: string): UnitFile[] {
  const unit = '/etc/systemd/system/baton-load.service';
  const wants = '/etc/systemd/system/multi-user.target.wants/baton-load.service';
  return [
    { path: unit, text: service(command), mode: 0o644 },
    { path: wants, text: '', mode: 0o777, target: unit },
  ];
}
