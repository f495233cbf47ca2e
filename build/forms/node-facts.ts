// What a Node says of itself, by which what it has in itself is found in its file.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { nodeCommand } from '../node-command.ts';
import type { Target } from '../target.ts';

export interface NodeFacts {
  /** The text of each of its own scripts, by name: `internal/url`. */
  readonly scripts: ReadonlyMap<string, string>;
  /** The names of those that are loaded where a program has asked for all modules that it may ask for. */
  readonly loaded: ReadonlySet<string>;
  /** The first 8 bytes of V8's code caches: the magic number, and the version. */
  readonly cacheMagic: Buffer;
}

const teller = `
const { Script } = require('node:vm');
const [apart, ...asked] = process.argv.slice(1);
const usual = require('node:module').builtinModules.filter((name) => !new RegExp(apart).test(name));
for (const name of [...usual, ...asked]) require(name);
const scripts = Object.entries(process.binding('natives')).filter(([, text]) => typeof text === 'string');
const loaded = process.moduleLoadList.map((entry) => entry.replace(/^\\w+ /, ''));
const cacheMagic = new Script('0').createCachedData().subarray(0, 8).toString('hex');
process.stdout.write(JSON.stringify({ scripts, loaded, cacheMagic }));
`;
const timeout = 300_000;
const mostBytes = 64 * 1024 * 1024;

/**
 * Asks the Node that images for the target have.
 * @param apart the modules that a program does not ask for
 * @param asked those that it asks for even so: `node:http2`
 */
export async function nodeFacts(target: Target, apart: RegExp, asked: readonly string[]): Promise<NodeFacts> {
  const [node, ...path] = await nodeCommand(target);
  const args = [...path, '--no-deprecation', '--no-warnings', '-e', teller, apart.source, ...asked];
  const env = { ...process.env, NODE_OPTIONS: '' };
  const { stdout } = await promisify(execFile)(node, args, { env, timeout, maxBuffer: mostBytes });
  const told = JSON.parse(stdout) as { scripts: [string, string][]; loaded: string[]; cacheMagic: string };
  return {
    scripts: new Map(told.scripts),
    loaded: new Set(told.loaded),
    cacheMagic: Buffer.from(told.cacheMagic, 'hex'),
  };
}
