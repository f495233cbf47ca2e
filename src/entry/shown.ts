/** A URL as it may be shown: without a password. */
export function shown(url: string): string {
  return url.replace(/^([a-z]+:\/\/[^/@:]*):[^/@]*@/i, '$1@');
}
