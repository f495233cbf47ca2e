import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mkconfig } from '../../unit/dialects/grub/mkconfig.ts';
import { scripts } from '../../unit/dialects/grub/scripts.ts';
import type { FileSet, Seeds } from '../seeds.ts';

const beside: FileSet = {
  '/vmlinuz': 'kernel',
  '/initrd': 'initrd',
  '/boot/grub/inc.cfg': 'x=1; function savedefault { saved_entry="$chosen"; save_env saved_entry; }\n',
  '/boot/grub/grubenv': '# GRUB Environment Block\nsaved_entry=adv>1\nx=a\\\\b\n####',
  '/loader/entries/a.conf': 'title A\nversion 6.1\nlinux /vmlinuz\ninitrd /initrd\noptions $kernelopts quiet\n',
};

const configurations = [
  `set timeout=5
if [ -s $prefix/grubenv ]; then load_env; fi
if [ "\${next_entry}" ] ; then set default="\${next_entry}"; save_env next_entry; else set default="\${saved_entry}"; fi
function savedefault { if [ -z "\${boot_once}" ]; then saved_entry="\${chosen}"; save_env saved_entry; fi; }
menuentry 'Debian' --class debian $menuentry_id_option 'simple' {
	savedefault
	search --no-floppy --fs-uuid --set=root --hint-bios=hd0,gpt1 1111-AAAA
	linux /vmlinuz root=UUID=1111-AAAA ro "a b" quiet
	initrd /initrd
}
submenu 'Advanced' --id adv { menuentry 'x' { linux /vmlinuz x; }
 menuentry "y" { chainloader +1; } }
`,
  `for k in /vm* (hd*)/boot/*; do menuentry "found $k" "$k" { linux $2 $"msg $k"; }; done
while [ "$n" != xxx ]; do n="\${n}x"; if [ $n = xx ]; then continue; fi; done
until true; do break 2; done
regexp --set=1:v '^([a-z]+)-[0-9]{1,3}$' abc-12; eval "echo $v \\"q\\""; blscfg
loopback loop /vmlinuz; probe --set=u --fs-uuid $root; source /boot/grub/inc.cfg
configfile /boot/grub/inc.cfg; tr --set=a --upcase b; export a; unset a; shift; return; exit
`,
];

const words = `if then elif else fi for in do done while until function return break continue shift set unset export
  menuentry submenu linux initrd search test [ ] -a -o ! -eq --id --fs-uuid --set= source configfile eval regexp load_env
  default fallback timeout $@ $* $# $? $1 \${x} $" $( [[ ]] || && ;; { } ( )`;

export const seeds: Seeds = {
  volumes,
  pieces: [
    ...words.split(/\s+/).map((word) => `${word} `),
    'function f {\n',
    '{',
    '(http,host)/',
    '(tftp)',
    '$net_default_server',
  ],
};

async function volumes(): Promise<FileSet[]> {
  const texts = [...configurations, ...scripts.values(), ...(await generated())];
  return texts.map((text) => ({ ...beside, '/boot/grub/grub.cfg': text }));
}

/** What grub-mkconfig writes; none where it cannot be fetched. */
async function generated(): Promise<string[]> {
  const directory = mkdtempSync(join(tmpdir(), 'baton-fuzz-'));
  try {
    const make = await mkconfig();
    await mkdir(join(directory, 'boot'));
    for (const version of ['6.1.0', '6.12.10']) writeFileSync(join(directory, 'boot', `vmlinuz-${version}`), '');
    return [await make(directory, 'GRUB_DISTRIBUTOR=Debian\nGRUB_DEFAULT=saved\nGRUB_SAVEDEFAULT=true\n')];
  } catch (error) {
    console.log(`without grub-mkconfig's output: ${error instanceof Error ? error.message : error}`);
    return [];
  } finally {
    rmSync(directory, { recursive: true });
  }
}
