// The frame of a program that a person starts: `npm run build`, `npm start` and their kin.

/**
 * Runs `story` and ends with its exit status (0 if it returns none). An error becomes its message, and the messages of
 * its causes, on standard error and exit status 1; a stack trace is of no use to who started the program. With
 * BATON_DEBUG set the stack trace is shown too.
 */
export async function script(story: () => Promise<number | undefined>): Promise<void> {
  try {
    process.exitCode = (await story()) ?? 0;
  } catch (error) {
    console.error(`baton: ${sentence(error)}`);
    if (process.env.BATON_DEBUG && error instanceof Error) console.error(error.stack);
    process.exitCode = 1;
  }
}

function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${sentence(error.cause)}`;
}
