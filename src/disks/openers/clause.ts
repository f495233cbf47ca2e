/** What went wrong, as a part of a sentence: programs end theirs with a full stop. */
export function clauseOf(failure: unknown): string {
  return (failure instanceof Error ? failure.message : String(failure)).replace(/[.\s]+$/, '');
}
