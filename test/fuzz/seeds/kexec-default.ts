import type { Seeds } from '../seeds.ts';

export const seeds: Seeds = {
  volumes: async () => [
    {
      '/etc/default/kexec': `# comment
LOAD_KEXEC=true
KERNEL_IMAGE="/vmlinuz"; INITRD='/initrd.img'
export APPEND="$APPEND root=/dev/sda1 \${QUIET:-quiet}"
USE_GRUB_CONFIG=false
if [ -f /x ]; then
  APPEND=$(cat /proc/cmdline)
fi
`,
      '/etc/default/kexec.d/local': 'APPEND+=" a\\\nb"\nLOAD_KEXEC=true\n',
      '/vmlinuz': 'kernel',
    },
    {
      '/etc/default/kexec': 'LOAD_KEXEC=true\nUSE_GRUB_CONFIG=true\n',
      '/boot/grub/grub.cfg': 'menuentry a { linux /vmlinuz x; }\n',
      '/vmlinuz': 'kernel',
    },
  ],
  pieces: [
    '=',
    '"',
    "'",
    '\\',
    '\\\n',
    '\n',
    '#',
    '$',
    '${',
    '}',
    '$(',
    ')',
    '`',
    ';',
    ';;',
    '&&',
    'if ',
    'fi',
    '+=',
    '\0',
  ],
};
