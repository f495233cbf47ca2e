// Service scripts of OpenRC. https://github.com/OpenRC/openrc/blob/master/service-script-guide.md

import { description, head, type UnitFile } from './unit-file.ts';

function script(name: string, runlevel: string, text: string): UnitFile {
  return {
    path: `/etc/init.d/${name}`,
    text: `#!/sbin/openrc-run\n${head}\n${text}`,
    mode: 0o755,
    enable: ['rc-update', 'add', name, runlevel],
    disable: ['rc-update', 'delete', name, runlevel],
  };
}

/** What loads a kernel, before the file systems are unmounted. */
export const loadScript = (command: string): UnitFile =>
  script(
    'baton-load',
    'default',
    `description="${description}"
depend() {
  use localmount
}
start() {
  return 0
}
stop() {
  ${command} load --for-reboot
  return 0
}
`,
  );

/** What starts the kernel that is loaded, if one is: last in the runlevel that the system ends in. */
export const startScript = (command: string): UnitFile =>
  script(
    'baton-kexec',
    'shutdown',
    `description="Start the kernel that is loaded, in place of a restart through the firmware"
depend() {
  after *
  keyword -prefix
}
start() {
  [ "$RC_REBOOT" = YES ] && grep -q 1 /sys/kernel/kexec_loaded && ${command} kexec -e
  return 0
}
`,
  );
