/**
 * A UUID in the order of its bytes in SMBIOS and in DHCP's option 97, which is how PXELINUX and GRUB write it: the first
 * three groups, which Linux shows as numbers, are little-endian there (SMBIOS 7.2.1, from version 2.6 on).
 * @returns in lower case; undefined for what is no UUID
 */
export function wireOrder(uuid: string | undefined): string | undefined {
  const groups = uuid?.toLowerCase().split('-') ?? [];
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(groups.join('-'))) return undefined;
  const reversed = (hex: string): string => hex.match(/../g)!.reverse().join('');
  return groups.map((group, at) => (at < 3 ? reversed(group) : group)).join('-');
}
