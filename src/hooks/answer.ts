// What a hook may answer, as JSON: `{"entries": [{"index": 0, "title": …, "cmdline": …, "hide": true, "default": true}]}`
// where it was given entries, and `{"entry": {"cmdline": …}}` where it was given one.

/** What is to be different about an entry. */
export interface Change {
  readonly title?: string;
  readonly cmdline?: string;
  readonly hide?: boolean;
  readonly default?: boolean;
}

/** An entry by its index among those that the hook was given. */
export interface IndexedChange extends Change {
  readonly index: number;
}

/** Why an answer is not used, as the end of a sentence. */
export class AnswerError extends Error {}

const longestTitle = 200;
/** No kernel takes a longer one: COMMAND_LINE_SIZE of arch/s390, the largest. */
const longestCmdline = 4096;

const textOf = (most: number) => ({
  takes: `a text of at most ${most} characters, without control characters`,
  is: (value: unknown) =>
    typeof value === 'string' && value !== '' && value.length <= most && !/[\u0000-\u001f\u007f-\u009f]/.test(value),
});
const boolean = { takes: 'true or false', is: (value: unknown) => typeof value === 'boolean' };

const changes = { title: textOf(longestTitle), cmdline: textOf(longestCmdline), hide: boolean, default: boolean };

/** The changes to entries, none where nothing was printed. Raises AnswerError. @param count of the entries it was given */
export function readEntriesAnswer(text: string, count: number): readonly IndexedChange[] {
  const answer = parse(text);
  if (answer === undefined) return [];
  const { entries, ...others } = answer;
  refuseOthers(others, 'it', 'entries');
  if (!Array.isArray(entries)) throw new AnswerError('its "entries" is no array');
  const index = {
    takes: `a whole number from 0 to ${count - 1}`,
    is: (value: unknown) => Number.isInteger(value) && Number(value) >= 0 && Number(value) < count,
  };
  return entries.map((entry: unknown, at) => {
    const change = checked(entry, `entries[${at}]`, { index, ...changes });
    if (!('index' in change)) throw new AnswerError(`entries[${at}] has no index`);
    return change as unknown as IndexedChange;
  });
}

/** The changes to the one entry. Raises AnswerError. */
export function readEntryAnswer(text: string): Change {
  const answer = parse(text);
  if (answer === undefined) return {};
  const { entry, ...others } = answer;
  refuseOthers(others, 'it', 'entry');
  return checked(entry, 'entry', { cmdline: changes.cmdline });
}

function parse(text: string): Record<string, unknown> | undefined {
  if (text.trim() === '') return undefined;
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch (cause) {
    throw new AnswerError('it is not JSON', { cause });
  }
  if (!isObject(answer)) throw new AnswerError('it is no object');
  return answer;
}

type Checks = Readonly<Record<string, { readonly takes: string; is(value: unknown): boolean }>>;

function checked(value: unknown, what: string, checks: Checks): Record<string, unknown> {
  if (!isObject(value)) throw new AnswerError(`${what} is no object`);
  for (const [key, given] of Object.entries(value)) {
    const check = Object.hasOwn(checks, key) ? checks[key] : undefined;
    if (!check) refuseOthers({ [key]: given }, what, Object.keys(checks).join(', '));
    else if (!check.is(given)) throw new AnswerError(`${what}.${key} is not ${check.takes}`);
  }
  return value;
}

function refuseOthers(others: object, what: string, known: string): void {
  const [key] = Object.keys(others);
  if (key !== undefined) throw new AnswerError(`${what} may not have ${JSON.stringify(key.slice(0, 40))} (${known})`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
