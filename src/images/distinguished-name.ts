import { type Der, derInside, derOid, derText, derValues, SEQUENCE } from './der.ts';

/** https://www.rfc-editor.org/rfc/rfc4519, and from PKCS #9 the address. */
const types: Readonly<Record<string, string>> = {
  ...{ '2.5.4.3': 'CN', '2.5.4.5': 'serialNumber', '2.5.4.6': 'C', '2.5.4.7': 'L', '2.5.4.8': 'ST', '2.5.4.10': 'O' },
  ...{ '2.5.4.11': 'OU', '0.9.2342.19200300.100.1.25': 'DC', '1.2.840.113549.1.9.1': 'emailAddress' },
};

/** A Name of X.501 in the order in which it stands: `C=US, O=Microsoft Corporation, CN=Microsoft Root`. */
export function nameText(name: Der): string {
  const parts = derInside(name.whole, SEQUENCE).flatMap((set) => derValues(set.content));
  return parts
    .map(({ whole }) => {
      const [type, value] = derInside(whole, SEQUENCE);
      if (!type || !value) return '?';
      return `${types[derOid(type)] ?? derOid(type)}=${derText(value)}`;
    })
    .join(', ');
}
