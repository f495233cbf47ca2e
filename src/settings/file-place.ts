// How a file of the image or of a volume is named.

import { text } from './types.ts';

export interface FilePlace {
  readonly path: string;
  /** The volume that the file lies on, in the words of fstab(5): `LABEL=KEYS`, `/dev/vda1`. Undefined: the image. */
  readonly volume?: string;
}

export const filePlace = text<FilePlace>(
  '/path for a file of the image, or /path:VOLUME such as /ca.pem:LABEL=KEYS',
  (given) => {
    const [, path = '', volume] = /^(\/[^:]+)(?::(.+))?$/.exec(given) ?? [];
    return path === '' ? undefined : { path, ...(volume === undefined ? {} : { volume }) };
  },
);
