#!/usr/bin/env node
// `npx baton ARGS` from a checkout: runs src/cli.ts on the pinned Node, which understands its types, whatever Node
// npm itself runs on; linked as `kexec` it is `baton kexec`. Plain JavaScript, so that any Node can start it.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const node = `${root}node_modules/node-linux-${process.arch}/bin/node`;

if (!existsSync(node)) {
  console.error(`baton: ${node} is not there. Run "npm ci" in ${root} first.`);
  process.exit(1);
}
const command = basename(process.argv[1] ?? '') === 'kexec' ? ['kexec'] : [];
const { status, signal, error } = spawnSync(node, [`${root}src/cli.ts`, ...command, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
if (error) console.error(`baton: ${node} could not be started: ${error.message}`);
process.exit(status ?? (signal ? 128 + constants.signals[signal] : 1));
