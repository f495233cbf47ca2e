// Init scripts, in the order that their headers ask for.
// https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/initscrcomconv.html

import { description, head, type UnitFile } from './unit-file.ts';

interface Script {
  readonly name: string;
  readonly facts: readonly string[];
  readonly description: string;
  readonly stop: string;
}

/** A script that does something when the system goes down, registered with update-rc.d(8). */
function script({ name, facts, description: what, stop }: Script): UnitFile {
  const text = `#!/bin/sh
${head}
### BEGIN INIT INFO
# Provides:          ${name}
${facts.join('\n')}
# Default-Stop:      6
# Short-Description: ${what}
### END INIT INFO
case "$1" in
  stop) ${stop} ;;
esac
exit 0
`;
  return {
    path: `/etc/init.d/${name}`,
    text,
    mode: 0o755,
    enable: ['update-rc.d', name, 'defaults'],
    disable: ['update-rc.d', name, 'remove'],
  };
}

/** What loads a kernel, before all processes are ended ($remote_fs) and the file systems are unmounted. */
export const loadScript = (command: string): UnitFile =>
  script({
    name: 'baton-load',
    facts: ['# Required-Start:    $remote_fs', '# Required-Stop:     $remote_fs', '# Default-Start:     2 3 4 5'],
    description,
    stop: `${command} load --for-reboot`,
  });

/** What starts the kernel that is loaded, if one is, when everything has been stopped and unmounted. */
export const startScript = (command: string): UnitFile =>
  script({
    name: 'baton-kexec',
    facts: ['# Required-Start:', '# Required-Stop:     reboot', '# X-Stop-After:      umountroot', '# Default-Start:'],
    description: 'Start the kernel that is loaded, in place of a restart through the firmware',
    stop: `grep -q 1 /sys/kernel/kexec_loaded && ${command} kexec -e`,
  });
