/** What a walk needs to know of one name: not there, a link and where it points, or something else. */
export type Step = { readonly link: string } | { readonly link?: undefined } | undefined;

/** As many links as Linux follows in one path (`MAXSYMLINKS`, path_resolution(7)). */
const MAX_LINKS = 40;

/**
 * Follows a path inside a root that it cannot leave: an absolute link starts again at the root, and `..` above the
 * root is the root.
 * @param path names separated by `/`; it is taken from the root, with or without a leading `/`
 * @param look tells what lies at a path whose parent directories are no links
 * @returns the path without links, `.` and `..`, beginning with `/`; undefined where something on the way is missing
 *   or the links go in circles
 */
export async function walk(path: string, look: (path: string) => Promise<Step>): Promise<string | undefined> {
  const pending = names(path).reverse();
  const done: string[] = [];
  let links = 0;
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (name === '..') {
      done.pop();
      continue;
    }
    const here = `/${[...done, name].join('/')}`;
    const step = await look(here);
    if (!step) return undefined;
    if (step.link === undefined) {
      done.push(name);
      continue;
    }
    links += 1;
    if (links > MAX_LINKS) return undefined;
    if (step.link.startsWith('/')) done.length = 0;
    pending.push(...names(step.link).reverse());
  }
  return `/${done.join('/')}`;
}

function names(path: string): string[] {
  return path.split('/').filter((name) => name !== '' && name !== '.');
}
