// LUKS; its passphrase is always `baton`.

import { filesystem, partitions } from '../disk-makers.ts';
import { type Recipe, uuidOf } from '../recipe.ts';

const luks = (name: string, type: 'luks1' | 'luks2'): Recipe => ({
  name,
  disks: [64],
  payload: 'filesystem',
  script: `container ${type} "$1"; put "/dev/mapper/$vg"; cryptsetup close "$vg"`,
});

/** The bytes of the key file of the layout luks2-keyfile, which has no passphrase. */
export const keyFile = { path: '/keys/root.key', uuid: uuidOf('luks2-keyfile keys'), text: 'the key of the root\n' };

export const luksRecipes: readonly Recipe[] = [
  luks('luks1', 'luks1'),
  luks('luks2', 'luks2'),
  {
    // The first partition holds the header, the second what is encrypted.
    name: 'luks2-detached-header',
    disks: [partitions('luks2-detached-header', 64, ['size=20MiB, name=header', 'name=data'])],
    payload: 'filesystem',
    script: `options='--key-file - --header'
printf baton | cryptsetup luksFormat --batch-mode --type luks2 --uuid "$uuid" \\
  --pbkdf pbkdf2 --pbkdf-force-iterations 1000 $options "\${1}1" "\${1}2"
printf baton | cryptsetup open $options "\${1}1" "\${1}2" "$vg"
put "/dev/mapper/$vg"; cryptsetup close "$vg"`,
  },
  {
    name: 'luks2-keyfile',
    disks: [64, filesystem({ files: { [keyFile.path]: keyFile.text }, uuid: keyFile.uuid, mebibytes: 8 })],
    payload: 'filesystem',
    script: `mount -t ext4 -o ro "$2" "$PWD"; key=$PWD${keyFile.path}
cryptsetup luksFormat --batch-mode --type luks2 --uuid "$uuid" --pbkdf pbkdf2 --pbkdf-force-iterations 1000 \\
  --key-file "$key" "$1"
cryptsetup open --key-file "$key" "$1" "$vg"; umount "$PWD"
put "/dev/mapper/$vg"; cryptsetup close "$vg"`,
  },
];
