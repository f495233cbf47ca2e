// A TFTP client, which asks for names first. https://www.rfc-editor.org/rfc/rfc1350

import { addressOf } from './names.ts';
import { type TftpEvents, Transfer } from './tftp-transfer.ts';

/** Reads `path` from `host` (a name or an address) in octet mode. Raises NetworkError, with a sentence. */
export async function readTftp(host: string, port: number, path: string, events: TftpEvents): Promise<void> {
  const url = `tftp://${host}${path}`;
  const address = await addressOf(host, `${url} is not to be had`);
  return new Promise((resolve, reject) => new Transfer(url, { address, port }, path, events, resolve, reject));
}
