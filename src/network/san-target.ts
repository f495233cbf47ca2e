// Disks on servers, by the names that they have in settings and in what DHCP tells of the root (option 17).

export type SanTarget =
  | { readonly kind: 'nbd'; readonly host: string; readonly port: number; readonly name: string }
  | { readonly kind: 'iscsi'; readonly host: string; readonly port: number; readonly name: string };

/** The ports that IANA has given them. */
const [nbdPort, iscsiPort] = [10_809, 3260];

/** SERVER, PROTOCOL, PORT, LUN and TARGETNAME: https://www.rfc-editor.org/rfc/rfc4173 section 5. */
const iscsi =
  /^iscsi:(?<host>\[[0-9a-f:.]+\]|[^:]+):(?:6|tcp)?:(?<port>\d*):[0-9a-f-]*:(?<name>(?:iqn|eui|naa)\.[^\s]+)$/i;

/**
 * What is meant by `nbd://SERVER:PORT/EXPORT` (https://github.com/NetworkBlockDevice/nbd/blob/master/doc/uri.md) or
 * `iscsi:SERVER:PROTOCOL:PORT:LUN:TARGET`; undefined for neither. Of a target of iSCSI all units are meant.
 */
export function readSanTarget(text: string): SanTarget | undefined {
  const { host, port, name } = iscsi.exec(text)?.groups ?? {};
  if (host !== undefined && name !== undefined) return { kind: 'iscsi', host, port: Number(port || iscsiPort), name };
  if (!/^nbd:\/\/[^/]/i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return { kind: 'nbd', host: url.hostname, port: Number(url.port || nbdPort), name: decoded(url.pathname.slice(1)) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
