// What has an installed system load a crash kernel at its start, and that kernel save what it is there for.

import type { Manager } from '../../kexec/manager.ts';
import type { UnitFile } from '../units/unit-file.ts';

/** The unit that is all that a crash kernel starts. */
export const saveUnit = 'baton-crash-save.service';
export const loadUnit = 'baton-crash-load.service';

const head = '# Written by "baton install-units --crash"; "baton install-units --crash --remove" takes it away.';

const loading = (command: string) => `${head}
[Unit]
Description=Load the kernel that saves the memory of this one when it crashes
RequiresMountsFor=/boot
After=local-fs.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=${command} crash load
ExecStop=${command} crash unload
TimeoutStartSec=120

[Install]
WantedBy=multi-user.target
`;

/** However the saving ends, the machine restarts. In an ordinary system it does not run, and so restarts nothing. */
const saving = (command: string) => `${head}
[Unit]
Description=Save the memory and the log of the crashed kernel
ConditionKernelCommandLine=systemd.unit=${saveUnit}
RequiresMountsFor=/var/crash ${command.split(' ')[0]}
After=local-fs.target
SuccessAction=reboot
OnFailure=reboot.target
OnFailureJobMode=replace-irreversibly

[Service]
Type=oneshot
ExecStart=${command} crash save
StandardOutput=journal+console
StandardError=journal+console
TimeoutStartSec=6h
`;

/** https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/initscrcomconv.html */
const script = (command: string) => `#!/bin/sh
${head}
### BEGIN INIT INFO
# Provides:          baton-crash
# Required-Start:    $remote_fs
# Required-Stop:     $remote_fs
# Default-Start:     2 3 4 5
# Default-Stop:      0 1 6
# Short-Description: Load the kernel for a crash, and save what a crash has left
### END INIT INFO
case "$1" in
  start)
    if test -e /proc/vmcore; then
      ${command} crash save
      exec shutdown -r now
    fi
    ${command} crash load
    ;;
  stop) ${command} crash unload ;;
esac
`;

/** The files for a system that is managed so; `command` is how baton is called. Debian's OpenRC takes such scripts as well. */
export function crashUnitFiles(manager: Manager, command: string): UnitFile[] {
  if (manager !== 'systemd') {
    const [enable, disable] = ['defaults', 'remove'].map((verb) => ['update-rc.d', 'baton-crash', verb]);
    return [
      { path: '/etc/init.d/baton-crash', text: script(command), mode: 0o755, enable: enable!, disable: disable! },
    ];
  }
  const unit = `/etc/systemd/system/${loadUnit}`;
  return [
    { path: unit, text: loading(command), mode: 0o644 },
    { path: `/etc/systemd/system/multi-user.target.wants/${loadUnit}`, text: '', mode: 0o777, target: unit },
    { path: `/etc/systemd/system/${saveUnit}`, text: saving(command), mode: 0o644 },
  ];
}
