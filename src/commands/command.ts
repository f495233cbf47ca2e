/** Where a command writes. */
export interface Output {
  out(text: string): void;
  error(text: string): void;
}

/** One `baton` command. */
export interface Command {
  readonly name: string;
  /** What may stand behind the name: `[--json] [PLACE]…`; a second way of using it in a line of its own. */
  readonly synopsis: string;
  /** One line. */
  readonly summary: string;
  /** What `--help` prints below the synopsis. */
  readonly help: string;
  /** True where the command looks for `--help` and `-h` itself, among options of its own. */
  readonly ownHelp?: boolean;
  /**
   * @param args what stands behind the command's name
   * @returns the exit status: 0 success, 1 nothing found or failed, 2 wrong usage
   */
  run(args: readonly string[], output: Output): Promise<number>;
}
