/** What did not work on the network: a sentence with its cause and what to do. */
export class NetworkError extends Error {
  /** Whether the server has answered that it has no such file. */
  readonly absent: boolean;
  /** Whether the server gives out the file as a whole, and not the part that was asked for. */
  readonly whole: boolean;
  /** Whether there was not the memory for it. */
  readonly memory: boolean;

  constructor(
    message: string,
    {
      absent = false,
      whole = false,
      memory = false,
      ...options
    }: ErrorOptions & { readonly absent?: boolean; readonly whole?: boolean; readonly memory?: boolean } = {},
  ) {
    super(message, options);
    this.name = 'NetworkError';
    this.absent = absent;
    this.whole = whole;
    this.memory = memory;
  }
}

/** What all links have come to, each sentence once. Raises what is no NetworkError. */
export function sentences(failures: readonly unknown[]): string {
  const unexpected = failures.find((failure) => !(failure instanceof NetworkError));
  if (unexpected !== undefined) throw unexpected;
  const texts = new Set(failures.map((failure) => (failure as NetworkError).message));
  return [...texts].filter(Boolean).join(' ') || 'Nobody on the network has given this machine an address.';
}
