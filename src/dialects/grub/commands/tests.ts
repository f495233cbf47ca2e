import type { Interpreter } from '../interpreter.ts';
import type { Maybe } from '../maybe.ts';
import { OK, type Status, TEST_FAILURE } from '../status.ts';
import { type FileAnswer, type FileQuestion, testExpression } from '../test-expression.ts';
import type { CommandTable } from './command.ts';

/** Commands whose status is what they are for. */
export const tests: CommandTable = {
  test: evaluate,
  '[': evaluate,

  /** `cpuid -l`: whether the processor is 64-bit; the other questions are answered with yes as well on such a one. */
  cpuid: (grub) => (grub.environment.get('grub_cpu') === 'x86_64' ? OK : TEST_FAILURE),
  /** No key is held down. */
  keystatus: () => TEST_FAILURE,
};

function evaluate(grub: Interpreter, args: string[]): Maybe<Status> {
  const steps = testExpression(args.at(-1) === ']' ? args.slice(0, -1) : args);
  const first = steps.next();
  return first.done ? Number(!first.value) : answerAll(grub, steps, first.value);
}

async function answerAll(
  grub: Interpreter,
  steps: Generator<FileQuestion, boolean, FileAnswer>,
  first: FileQuestion,
): Promise<Status> {
  for (let question = first; ; ) {
    const step = steps.next(await answer(grub, question));
    if (step.done) return step.value ? OK : TEST_FAILURE;
    question = step.value;
  }
}

/** To look a name up, GRUB takes it from the root directory where it begins with no slash and has none in it. */
function answer(grub: Interpreter, { name, how }: FileQuestion): Maybe<FileAnswer> {
  const location = grub.files.locate(name, grub.root);
  if (!location) return undefined;
  const { path } = location;
  const looksAtRoot = how === 'exists' && !/\/./.test(path) && !path.startsWith('/');
  return grub.files.stat(looksAtRoot ? { ...location, path: `/${path}` } : location);
}
