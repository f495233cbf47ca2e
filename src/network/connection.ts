// How servers are reached, and which of them are believed: what the settings say of that.

import type { SecureContext } from 'node:tls';

export interface Connection {
  /** The proxy for HTTP and HTTPS. */
  readonly proxy?: HttpProxy;
  /**
   * What certificates are judged by, undefined for what Node trusts (Mozilla's set). Called before a certificate is
   * judged, hence also what sees to the clock. Raises NetworkError.
   */
  secure?(): Promise<SecureContext | undefined>;
}

export interface HttpProxy {
  /** `http://proxy:3128` or `https://…`, with `user:password@` where it takes that. */
  readonly url: string;
  /** Hosts that are reached without it: names, `.suffixes`, `host:port`, ranges of addresses `10.0.0.1-10.0.0.9`, `*`. */
  readonly except: readonly string[];
}
