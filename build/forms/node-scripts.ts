// Node's own JavaScript, 10 MiB, and V8's code caches of it, 3 MiB, in the program's file.

import type { NodeFacts } from './node-facts.ts';

/** Modules that a program which boots machines does not ask for. */
export const modulesApart = /^(node:)?(http2|repl|sqlite|wasi|inspector|test|cluster|domain|trace_events)(\/|$)/;

/**
 * What it does not come to: those, the reader of TypeScript and its parser, `fetch`, HTTP/2 and QUIC, the debugger, the
 * REPL, tests. What is loaded all the same stays.
 */
const families = [
  modulesApart,
  /^internal\/deps\/(amaro|undici|acorn|minimatch|v8\/tools)\//,
  /^internal\/(quic|debugger|test_runner|repl|webstreams|http2|streams\/iter|v8_prof_polyfill|v8_prof_processor)\b/,
  /^internal\/main\/(inspect|repl|test_runner|watch_mode|prof_process)$/,
];
/** What a script says that is left out, should it be asked for. */
const absent = "throw new Error('this part of Node is left out of the payload, in which only what baton needs is');";

/** Whether baton does without the script of this name. */
export const isDispensableScript = (name: string, loaded: ReadonlySet<string>): boolean =>
  !loaded.has(name) && families.some((family) => family.test(name));

/**
 * Writes over the scripts in `node` that are dispensable: what is left throws. Throws a sentence where one is not found.
 */
export function removeScripts(node: Buffer, { scripts, loaded }: NodeFacts): void {
  for (const [name, text] of scripts) {
    if (!isDispensableScript(name, loaded) || text.length < absent.length) continue;
    // One byte for a character, or two where not all of them are Latin.
    const encoding = (['latin1', 'utf16le'] as const).find((encoding) => node.includes(text, 0, encoding));
    if (encoding === undefined) throw new Error(`Node's own script ${name} is not in its file as it tells it`);
    node.write(absent.padEnd(text.length), node.indexOf(text, 0, encoding), encoding);
  }
}

/** Of V8's SerializedCodeData: the offset of the payload's length, and the most that the header has. */
const lengthOffset = 20;
const headerSize = 32;

/**
 * Writes zeros over the code caches in `node`, so that V8 compiles what it is asked for. Throws a sentence where there
 * are none. https://chromium.googlesource.com/v8/v8/+/refs/heads/main/src/snapshot/code-serializer.h
 */
export function removeCodeCaches(node: Buffer, { cacheMagic }: NodeFacts): void {
  let at = node.indexOf(cacheMagic);
  if (at < 0) throw new Error("Node's file has no code caches, or in another form than expected");
  for (; at >= 0; at = node.indexOf(cacheMagic, at + 1))
    node.fill(0, at, at + headerSize + node.readUInt32LE(at + lengthOffset));
}
