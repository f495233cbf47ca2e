import { Worker } from 'node:worker_threads';

/** Longer than any input may take on a busy machine. */
const limitSeconds = 20;

/** Runs in a thread of its own, since a parser that never ends leaves no time for timers. */
const watcher = `
  const { writeSync } = require('node:fs');
  const { workerData: { counter, what, limit } } = require('node:worker_threads');
  let last = -1, since = Date.now();
  setInterval(() => {
    const now = Atomics.load(counter, 0);
    if (now !== last) { last = now; since = Date.now(); }
    else if (Date.now() - since > limit * 1000) {
      writeSync(2, what + ': input ' + now + ' does not end\\n');
      process.kill(process.pid, 'SIGKILL');
    }
  }, 1000);
`;

export interface Watchdog {
  /** Says which input is being worked on. */
  begin(input: number): void;
  stop(): Promise<void>;
}

/** Ends this process, with a sentence, when one input takes too long. @param what begins the sentence */
export function watchdog(what: string): Watchdog {
  const counter = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(watcher, { eval: true, workerData: { counter, what, limit: limitSeconds } });
  worker.unref();
  return {
    begin: (input) => void Atomics.store(counter, 0, input),
    stop: async () => void (await worker.terminate()),
  };
}
