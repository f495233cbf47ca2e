import type { Finding } from './finding.ts';

/** A sentence for every device that holds the memory of a hibernated system. */
export function warnOfHibernated(findings: readonly Finding[]): string[] {
  return findings
    .filter(({ facts }) => facts?.type === 'swsuspend')
    .map(
      ({ device }) =>
        `${device.node} holds the memory of a hibernated system. Boot that system to get it back: another one that writes to its disks destroys what it had open.`,
    );
}
