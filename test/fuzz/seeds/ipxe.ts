import type { Seeds } from '../seeds.ts';

export const seeds: Seeds = {
  volumes: async () => [
    {
      '/boot.ipxe': `#!ipxe
dhcp || goto failed
set base http://\${next-server}/debian
set n:int32 4
inc n
set uuid 00112233-4455-6677-8899-aabbccddeeff
isset \${net0/mac} && goto start || echo \${uuid:hexhyp} \${n:uint8} \${base:uristring} \${\${a}b}
:start
menu Boot \\
 menu
item --gap -- Systems
item --key d debian Debian \${n}
item rescue Rescue
item more More
item --default chain Chain
choose --timeout 5000 --default rescue target && goto \${target} || goto failed
:debian
kernel --name k \${base}/vmlinuz root=/dev/nfs ip=\${net0/mac:hexhyp} initrd=i
initrd --name i \${base}/initrd.img
imgargs k single
imgverify k k.sig
boot || shell
:rescue
kernel vmlinuz rescue ; initrd initrd1 /etc/x mode=755 ; boot
:more
menu More
item a A
item back Back
choose x || goto start
iseq \${x} back && goto start ||
chain --autofree http://x.example/\${x}/boot.php?mac=\${mac:base64}
:chain
chain --replace other.ipxe || goto start
:failed
prompt --key 0x02 --timeout 2000 Press && shell || exit 1
`,
      '/other.ipxe':
        '#!ipxe\ncpuid --ext 29 && set arch amd64 || set arch i386\nimgfree\nchain boot.ipxe\nsanboot --drive 0x80\n',
      '/vmlinuz': 'kernel',
    },
  ],
  pieces: [
    '\n',
    '#!ipxe\n',
    `\${`,
    '}',
    `\${a}`,
    `set a \${a}\${a}\n`,
    'set a:hex ',
    'set a:int32 ',
    'inc a 0xffffffff\n',
    ':hexraw',
    ':guid',
    ':uint16',
    ':start\n',
    'goto start\n',
    `goto \${target}\n`,
    'chain boot.ipxe\n',
    'chain http://host/boot.ipxe || ',
    'tftp://',
    `\${net0/mac:hexhyp}`,
    `\${smbios/uuid}`,
    'chain --replace other.ipxe\n',
    'menu m\n',
    'item a A\n',
    'choose a\n',
    'choose --keep target\n',
    'item --gap ',
    'kernel ',
    'initrd ',
    'boot\n',
    'imgfree\n',
    'time ',
    'exit\n',
    ' || ',
    ' && ',
    ' ; ',
    '\\\n',
    '--name ',
    '--timeout=',
    'http://',
    '\0',
    '\r\n',
    '\xff',
  ],
};
