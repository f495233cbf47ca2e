// Tests with a network of their own, which not every host lets an ordinary user make.

import { test } from 'uvu';
import { networkRefusal, type PrivateNetwork, privateNetwork } from '../qemu/network.ts';

const refusal = await networkRefusal();
if (refusal) console.log(`skipped: ${refusal}`);

/** A test, or one that is skipped where no network can be made; why is printed once. */
export const networked = refusal ? test.skip : test;

/** The same, with the network. Such tests mostly wait, hence all of a file begin at once. */
export function networkedAtOnce(name: string, task: (network: PrivateNetwork) => Promise<void>): void {
  const done = refusal ? undefined : withNetwork(task);
  done?.catch(() => {});
  networked(name, async () => done);
}

async function withNetwork(task: (network: PrivateNetwork) => Promise<void>): Promise<void> {
  await using network = await privateNetwork();
  await task(network);
}
