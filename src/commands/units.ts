// What has an installed system load the next kernel when it goes down for a restart.

export interface UnitFile {
  readonly path: string;
  readonly text: string;
  readonly mode: number;
  /** Where it points, instead of a text, when it is a link. */
  readonly target?: string;
}

const description = 'Load the next kernel, so that a restart does without the firmware';

/** Stopped before the file systems are unmounted, because it was started after they were mounted. */
const service = (command: string) => `# Written by "baton install-units"; "baton install-units --remove" takes it away.
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

/** https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/initscrcomconv.html */
const script = (name: string, facts: string, stop: string) => `#!/bin/sh
# Written by "baton install-units"; "baton install-units --remove" takes it away.
### BEGIN INIT INFO
# Provides:          ${name}
${facts}
# Default-Stop:      6
# Short-Description: ${description}
### END INIT INFO
case "$1" in
  stop) ${stop} ;;
esac
exit 0
`;

const coldreboot = (command: string) => `#!/bin/sh
# Written by "baton install-units": a restart through the firmware.
exec ${command} reboot --cold
`;

/** The files for a system that is managed so; `command` is how baton is called. */
export function unitFiles(manager: 'systemd' | 'sysv', command: string): UnitFile[] {
  const cold = { path: '/usr/local/sbin/coldreboot', text: coldreboot(command), mode: 0o755 };
  if (manager === 'systemd') {
    const unit = '/etc/systemd/system/baton-load.service';
    const wants = '/etc/systemd/system/multi-user.target.wants/baton-load.service';
    return [
      { path: unit, text: service(command), mode: 0o644 },
      { path: wants, text: '', mode: 0o777, target: unit },
      cold,
    ];
  }
  const load = ['# Required-Start:    $local_fs', '# Required-Stop:     $local_fs', '# Default-Start:     2 3 4 5'];
  const start = [
    '# Required-Start:',
    '# Required-Stop:     reboot',
    '# X-Stop-After:      umountroot',
    '# Default-Start:',
  ];
  return [
    {
      path: '/etc/init.d/baton-load',
      text: script('baton-load', load.join('\n'), `${command} load --for-reboot`),
      mode: 0o755,
    },
    {
      path: '/etc/init.d/baton-kexec',
      text: script('baton-kexec', start.join('\n'), `grep -q 1 /sys/kernel/kexec_loaded && ${command} kexec -e -f`),
      mode: 0o755,
    },
    cold,
  ];
}
