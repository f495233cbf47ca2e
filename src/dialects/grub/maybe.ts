/**
 * A value now, or later. Most commands of a script touch no volume; awaiting each of them would cost more than all
 * their work, so only what has to wait is a promise.
 */
export type Maybe<T> = T | Promise<T>;

/** Goes on with the value when it is there: at once where it is there already. */
export function andThen<T, U>(value: Maybe<T>, next: (value: T) => Maybe<U>): Maybe<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}
