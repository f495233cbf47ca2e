import { type FilePlace, filePlace } from './file-place.ts';
import { text } from './types.ts';

/** A file of the image or of a volume, or one that lies on a server. */
export type FileOrUrl = FilePlace | { readonly url: string };

export const fileOrUrl = text<FileOrUrl>(
  'a URL with http, https or tftp, or /path:VOLUME such as /answers.cfg:LABEL=KEYS',
  (given) => {
    if (/^(?:https?|tftp):\/\/[^/]/i.test(given)) return URL.canParse(given) ? { url: given } : undefined;
    return filePlace.fromText(given);
  },
);
