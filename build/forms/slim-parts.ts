// The parts of the root without what nobody reads, for a flash chip. In its place come zeros and spaces, which take no
// room once they are compressed; nothing moves.

import type { Target } from '../target.ts';
import type { Item } from '../tree.ts';
import { dynamicNames, removeNames } from './dynamic-names.ts';
import { nodeFacts } from './node-facts.ts';
import { modulesApart, removeCodeCaches, removeScripts } from './node-scripts.ts';

const nodePath = 'bin/node';
/** What Node loads: libraries and koffi. */
const loadable = /\.node$|\.so\b/;
/** V8's code caches of the program: without them it compiles the text, in a second. */
const codeCache = /^lib\/baton\/.*\.cache$/;
const script = /^lib\/baton\/.*\.js$/;

const dataOf = ({ content }: Item) => (content.kind === 'file' ? content.data : undefined);
const withData = (item: Item, data: Uint8Array): Item =>
  item.content.kind === 'file' ? { ...item, content: { ...item.content, data } } : item;

/** Names of Node's modules in the program's text. */
const modulesIn = (text: string) => [...text.matchAll(/["'](node:[\w/]+)["']/g)].map((match) => match[1]!);

/**
 * The parts of a root, by name, with a Node that has no code caches, and of its own JavaScript and names only what the
 * rest of the parts may ask for. Throws a sentence where Node is not as expected.
 */
export async function slimParts(target: Target, parts: ReadonlyMap<string, Item[]>): Promise<Map<string, Item[]>> {
  const items = [...parts.values()].flat();
  const texts = items
    .filter(({ path }) => script.test(path))
    .map((item) => Buffer.from(dataOf(item)!).toString('latin1'));
  const facts = await nodeFacts(target, modulesApart, [...new Set(texts.flatMap(modulesIn))].sort());
  const others = items.filter(({ path }) => loadable.test(path)).flatMap((item) => dataOf(item) ?? []);
  const wanted = new Set(others.flatMap(dynamicNames));
  const slim = (item: Item): Item => {
    const data = dataOf(item);
    if (codeCache.test(item.path)) return withData(item, new Uint8Array());
    if (item.path !== nodePath || data === undefined) return item;
    const node = Buffer.from(data);
    removeScripts(node, facts);
    removeCodeCaches(node, facts);
    removeNames(node, wanted);
    return withData(item, node);
  };
  return new Map([...parts].map(([part, items]) => [part, items.map(slim)]));
}
