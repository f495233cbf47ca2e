// Time on a line of limited length: what nothing happened in is cut out, so that a countdown does not hide the rest.

/** Seconds. */
export interface Interval {
  readonly start: number;
  readonly end: number;
}

/** A part of the axis. What was cut out is as wide as any other cut, however long it took. */
export interface Stretch extends Interval {
  readonly from: number;
  readonly to: number;
  readonly cut: boolean;
}

export interface TimeAxis {
  readonly stretches: readonly Stretch[];
  /** Where a time lies, from 0 to `width`. */
  at(time: number): number;
}

/** A silence is cut when it is this long, in seconds, and this part of all. */
const worthCutting = 1;
const shareWorthCutting = 0.05;
/** How wide a cut is, of 1. */
const cutShare = 0.05;
/** So many silences are cut, the longest ones. */
const mostCuts = 6;

/** The axis for these intervals, some of which may be moments, from 0 to `width`. Without intervals it is empty. */
export function timeAxis(intervals: readonly Interval[], width: number): TimeAxis {
  const [begin, end] = [Math.min(...intervals.map(({ start }) => start)), Math.max(...intervals.map((one) => one.end))];
  const least = Math.max(worthCutting, (end - begin) * shareWorthCutting);
  const cuts = silences(intervals)
    .filter((silence) => silence.end - silence.start >= least)
    .sort((a, b) => b.end - b.start - (a.end - a.start))
    .slice(0, mostCuts)
    .sort((a, b) => a.start - b.start);
  const shown = end - begin - cuts.reduce((sum, cut) => sum + cut.end - cut.start, 0);
  const perSecond = shown > 0 ? (width * (1 - cuts.length * cutShare)) / shown : 0;
  const stretches: Stretch[] = [];
  let [time, place] = [begin, 0];
  const add = (until: number, wide: number, cut: boolean): void => {
    stretches.push({ start: time, end: until, from: place, to: place + wide, cut });
    [time, place] = [until, place + wide];
  };
  for (const cut of cuts) {
    add(cut.start, (cut.start - time) * perSecond, false);
    add(cut.end, width * cutShare, true);
  }
  if (end > time) add(end, (end - time) * perSecond, false);
  return { stretches, at: (moment) => placeOf(moment, stretches) };
}

/** Between the intervals. */
function silences(intervals: readonly Interval[]): Interval[] {
  const found: Interval[] = [];
  let heard = Number.POSITIVE_INFINITY;
  for (const { start, end } of [...intervals].sort((a, b) => a.start - b.start)) {
    if (start > heard) found.push({ start: heard, end: start });
    heard = heard === Number.POSITIVE_INFINITY ? end : Math.max(heard, end);
  }
  return found;
}

function placeOf(moment: number, stretches: readonly Stretch[]): number {
  const on = stretches.find(({ end }) => moment <= end) ?? stretches.at(-1);
  if (!on) return 0;
  const share = on.end > on.start ? (moment - on.start) / (on.end - on.start) : 0;
  return on.from + Math.min(1, Math.max(0, share)) * (on.to - on.from);
}
