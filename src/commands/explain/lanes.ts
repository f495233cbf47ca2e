import type { Interval } from './time-axis.ts';

/**
 * The intervals in lanes, so that no two of a lane overlap and what lies within another lies below it, as in a flame
 * chart.
 */
export function lanesOf<T extends Interval>(intervals: readonly T[]): T[][] {
  const lanes: T[][] = [];
  // Of two that begin together the longer one is the outer one.
  for (const interval of [...intervals].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const lane = lanes.find((one) => one.at(-1)!.end <= interval.start);
    if (lane) lane.push(interval);
    else lanes.push([interval]);
  }
  return lanes;
}
