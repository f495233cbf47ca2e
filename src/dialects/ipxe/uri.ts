/**
 * Where a URI of a script leads: a path on the script's own volume, or a URL.
 * @param uri as it is written, expanded
 * @param base the script's own path or URL
 */
export function resolveUri(uri: string, base: string): { readonly path: string; readonly url?: string } {
  const [, scheme, rest = ''] = /^([a-z][a-z0-9+.-]*):(.*)$/is.exec(uri) ?? [];
  if (scheme !== undefined) {
    const [, host = '', path = rest] = /^\/\/([^/]*)(.*)$/s.exec(rest) ?? [];
    // `http://${next-server}/vmlinuz` where no server is known: the one that the script itself came from.
    if (host === '' || /^file$/i.test(scheme)) return isUrl(base) ? within(path, base) : { path: normalize(path) };
    return { path: normalize(withoutQuery(path)), url: uri };
  }
  if (isUrl(base)) return within(uri, base);
  const directory = withoutQuery(base).replace(/[^/]*$/, '');
  const [path = '', query = ''] = /^([^?]*)(.*)$/s.exec(uri)?.slice(1) ?? [];
  return { path: `${normalize(path.startsWith('/') ? path : `${directory}${path}`)}${query}` };
}

function within(uri: string, base: string): { readonly path: string; readonly url: string } {
  const [, origin = '', path = ''] = /^([^/]*\/\/[^/]*)(.*)$/s.exec(base) ?? [];
  const whole = uri.startsWith('/') ? uri : `${withoutQuery(path).replace(/[^/]*$/, '') || '/'}${uri}`;
  return { path: normalize(withoutQuery(whole)), url: `${origin}${whole}` };
}

function isUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
}

function withoutQuery(path: string): string {
  return path.replace(/[?#].*$/s, '');
}

function normalize(path: string): string {
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return `/${names.join('/')}`;
}
