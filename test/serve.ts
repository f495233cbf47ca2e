// A small HTTP server of a test's own on this host, which ends with the test's file.

import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LocalServer {
  readonly port: number;
  /** Its URL, without a slash at the end. */
  readonly site: string;
  close(): void;
}

/** Answers requests to a free port of 127.0.0.1 as `listener` does. */
export async function serve(listener: RequestListener): Promise<LocalServer> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { port, site: `http://127.0.0.1:${port}`, close };
}

/** Gives out `files`, by their paths. */
export function filesOnly(files: Readonly<Record<string, string | Uint8Array>>): RequestListener {
  return ({ url = '' }, response) => {
    const content = files[url];
    if (content === undefined) response.writeHead(404).end();
    else response.end(content);
  };
}
