import type { Details } from '../row.ts';

/** So many names of a list are shown. */
const shown = 12;

/** What a member of something larger says of the whole, for people. */
export function detailsText(type: string | null, details: Details): string | undefined {
  const { level, devices, name, role, vg, lvs, pvs, cipher, keyslots, tokens } = details;
  switch (type) {
    case 'linux_raid_member': {
      const what = typeof role === 'number' ? `number ${role}` : (role ?? 'no active one');
      return `${what} of ${devices} devices of a ${level}${name === null ? '' : ` named ${name}`}`;
    }
    case 'LVM2_member':
      return `one of ${pvs} physical volumes of the group ${vg}; logical volumes: ${names(lvs) || 'none'}`;
    case 'crypto_LUKS':
      return `cipher ${cipher}, key slots in use: ${keyslots}${names(tokens) ? `, tokens: ${names(tokens)}` : ''}`;
    default:
      return undefined;
  }
}

function names(list: Details[string] | undefined): string {
  if (!Array.isArray(list)) return '';
  const more = list.length > shown ? ` and ${list.length - shown} more` : '';
  return list.slice(0, shown).join(', ') + more;
}
