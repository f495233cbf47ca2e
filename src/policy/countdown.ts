// The time a person has to press a key before the default boots.

/** Milliseconds between two looks at the clock: a quarter of what is shown, so that no second is skipped. */
const tick = 250;

/**
 * Calls `onTick` with the seconds left, at once and then until they are over, and then `onEnd`. Returns a function
 * that ends it early. A countdown of 0 ends before this returns to the event loop, without a tick.
 */
export function startCountdown(seconds: number, onTick: (left: number) => void, onEnd: () => void): () => void {
  if (seconds <= 0) {
    queueMicrotask(onEnd);
    return () => {};
  }
  const end = performance.now() + seconds * 1000;
  onTick(seconds);
  const timer = setInterval(() => {
    const left = (end - performance.now()) / 1000;
    if (left > 0) onTick(left);
    else {
      clearInterval(timer);
      onEnd();
    }
  }, tick);
  return () => clearInterval(timer);
}
