/** Whether a command was given a URL that it can fetch, and not a path. What fetches is read only where one is. */
export function isUrl(text: string): boolean {
  return /^(https?|tftp):\/\/[^/]/i.test(text);
}
