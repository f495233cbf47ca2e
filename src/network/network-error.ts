/** What did not work on the network: a sentence with its cause and what to do. */
export class NetworkError extends Error {
  /** Whether the server has answered that it has no such file. */
  readonly absent: boolean;

  constructor(message: string, { absent = false, ...options }: ErrorOptions & { readonly absent?: boolean } = {}) {
    super(message, options);
    this.name = 'NetworkError';
    this.absent = absent;
  }
}
