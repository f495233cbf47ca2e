/** How long after ESC the rest of a key's sequence may take, in milliseconds; alone it is the Escape key. */
const patience = 200;

/**
 * Calls `giveUp` when the rest of a sequence has not come. It waits in two steps: on a machine that has stood still
 * timers run out before what has arrived meanwhile is read. Returns a function that ends the wait.
 */
export function waitForSequence(giveUp: () => void): () => void {
  let timer = setTimeout(() => {
    timer = setTimeout(giveUp, patience / 2);
  }, patience / 2);
  return () => clearTimeout(timer);
}
