// Who may do what at the menu: the password of the settings, and the users of boot loaders' configurations.

import type { Password } from '../entry/accounts.ts';
import type { Entry } from '../entry/entry.ts';
import { entryKey } from '../entry/key.ts';
import type { Reading } from '../entry/reading.ts';

/** What has been shown so far. */
export interface Standing {
  /** Whether the settings have a password. */
  readonly hasPassword: boolean;
  /** Whether it has been given: then everything is open. */
  readonly isMaster: boolean;
  /** The accounts whose passwords have been given, by {@link accountKey}. */
  readonly given: ReadonlySet<string>;
}

export interface Account {
  readonly key: string;
  readonly name: string;
  readonly password: Password;
}

/** What stands before a wish: any of these accounts opens it, or at least a part of it, and so does the master's password. */
export interface Barrier {
  readonly accounts: readonly Account[];
}

/** Users of the same name in two configurations have two passwords. */
function accountKey({ volume, config }: Reading, name: string): string {
  return [volume, config, name].join('\n');
}

/**
 * What stands before booting an entry by hand. Its own configuration says who may do that, as GRUB has it: everybody
 * where the entry names no users. An entry of which no configuration says so is free as long as nothing is guarded by
 * a password; else that takes what it takes to do everything.
 * @param isDefault whether it is what boots by itself, for which the password of the settings is not asked
 * @returns undefined where it is open
 */
export function barrierOf(
  entry: Entry,
  isDefault: boolean,
  readings: readonly Reading[],
  standing: Standing,
): Barrier | undefined {
  if (standing.isMaster) return undefined;
  const own = readingOf(entry, readings);
  const { users } = entry;
  if (users) {
    if (own && users.some((name) => standing.given.has(accountKey(own, name)))) return undefined;
    return { accounts: own ? accountsOf(own, users) : [] };
  }
  if (isDefault) return undefined;
  if (own?.accounts && !standing.hasPassword) return undefined;
  return barrierOfAll(readings, standing);
}

/** What stands before editing, a shell, and whatever else could start anything: the superusers of all configurations. */
export function barrierOfAll(readings: readonly Reading[], standing: Standing): Barrier | undefined {
  if (standing.isMaster) return undefined;
  if (standing.hasPassword) return { accounts: [] };
  const closed = readings.filter(({ accounts }) => accounts).filter((one) => !isSuperuser(one, standing));
  if (closed.length === 0) return undefined;
  return { accounts: closed.flatMap((one) => accountsOf(one, one.accounts?.superusers ?? [])) };
}

function isSuperuser(reading: Reading, { given }: Standing): boolean {
  return reading.accounts?.superusers.some((name) => given.has(accountKey(reading, name))) ?? false;
}

function accountsOf(reading: Reading, names: readonly string[]): Account[] {
  const users = reading.accounts?.users.filter(({ name }) => names.includes(name)) ?? [];
  return users.map(({ name, password }) => ({ key: accountKey(reading, name), name, password }));
}

/** The reading that an entry, or what somebody has made of it, is from. */
function readingOf(entry: Entry, readings: readonly Reading[]): Reading | undefined {
  const key = entryKey(entry);
  return (
    readings.find(({ entries }) => entries.some((one) => entryKey(one) === key)) ??
    readings.find(({ volume, config }) => volume === entry.volume && config === entry.config)
  );
}
