const gibi = 2 ** 30;
const mebi = 2 ** 20;

/** Bytes as people say them: `20.0 GiB`, `64 MiB`. */
export function sizeText(bytes: number): string {
  return bytes >= gibi ? `${(bytes / gibi).toFixed(1)} GiB` : `${Math.ceil(bytes / mebi)} MiB`;
}
