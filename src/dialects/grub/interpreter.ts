import { BLOCK_COMMANDS, COMMANDS } from './commands/index.ts';
import { Context } from './context.ts';
import type { Environment } from './environment.ts';
import { expandPatterns } from './glob.ts';
import { andThen, type Maybe } from './maybe.ts';
import { Parser } from './parser.ts';
import type { DefinedFunction } from './setting.ts';
import type { SourceText } from './source-text.ts';
import { BAD_ARGUMENT, OK, RECURSION_DEPTH, type Status, TEST_FAILURE } from './status.ts';
import type { Block, Command, For, If, List, Simple, While } from './syntax.ts';
import { expandWords } from './words.ts';

/** What reading and what a syntax error costs of the budget, by the time they take. */
const TOKENS_PER_STEP = 4;
const ERROR_STEPS = 20;
/** Of a command with many words, expanding them is the work. */
const WORDS_PER_STEP = 4;

/** Commands within commands within functions …: GRUB 2.06 and later give up at this depth. */
const MAX_DEPTH = 63;

/**
 * Runs GRUB scripts (grub-core/script/execute.c) and holds what they change. Nothing is written anywhere. Its methods
 * never throw; what goes wrong becomes a status and a note.
 */
export class Interpreter extends Context {
  #depth = 0;

  /** An interpreter for a file that this one runs in another context, with a menu of its own. */
  nested(environment: Environment): Interpreter {
    const nested = new Interpreter({ ...this.setting, file: this.file, environment });
    nested.line = this.line;
    nested.configurations = this.configurations;
    return nested;
  }

  /**
   * Runs a text unit by unit, as GRUB does while it reads. A syntax error costs one unit of a file, and all that
   * follows in a text that a command was given.
   */
  async runText(source: SourceText, kind: 'file' | 'command'): Promise<Status> {
    const parser = new Parser(source, this.setting.budget.left * TOKENS_PER_STEP);
    let status: Status = OK;
    for (let tokens = 0; !this.stop; tokens = parser.tokens) {
      const unit = parser.next();
      if (!unit) break;
      this.line = unit.list.line;
      if (!this.spend(unit.error ? ERROR_STEPS : (parser.tokens - tokens) / TOKENS_PER_STEP)) break;
      for (const definition of unit.functions)
        this.setting.functions.set(definition.name, { ...definition, file: this.file });
      if (unit.error) {
        this.setting.note(this.file, unit.error.line, `syntax error: ${unit.error.message}; GRUB passes this over too`);
        if (kind === 'command') return OK;
      } else if (unit.list.commands.length > 0) {
        const result = this.execute(unit.list);
        status = typeof result === 'number' ? result : await result;
      }
    }
    return status;
  }

  async runBlock(block: Block): Promise<Status> {
    let status: Status = OK;
    for (const unit of block.units) {
      if (this.stop) break;
      const result = this.execute(unit);
      status = typeof result === 'number' ? result : await result;
    }
    return status;
  }

  execute(command: Command): Maybe<Status> {
    if (this.stop) return OK;
    if (this.#depth >= MAX_DEPTH) return this.fail(RECURSION_DEPTH, 'functions call each other without an end');
    this.#depth += 1;
    const result = this.#dispatch(command);
    if (typeof result !== 'number') return result.then((status) => this.#done(status));
    return this.#done(result);
  }

  #done(status: Status): Status {
    this.#depth -= 1;
    this.environment.status = status;
    return status;
  }

  #dispatch(command: Command): Maybe<Status> {
    switch (command.kind) {
      case 'simple':
        return this.#simple(command);
      case 'list':
        return this.#list(command);
      case 'if':
        return this.#if(command);
      case 'for':
        return this.#for(command);
      case 'while':
        return this.#while(command);
    }
  }

  #list({ commands }: List): Maybe<Status> {
    let status: Status = OK;
    for (let index = 0; index < commands.length && this.breaks === 0; index += 1) {
      const result = this.execute(commands[index]!);
      if (typeof result !== 'number') return this.#restOfList(commands, index + 1, result);
      status = result;
      if (this.returning || this.stop) break;
    }
    return status;
  }

  async #restOfList(commands: readonly Command[], from: number, first: Promise<Status>): Promise<Status> {
    let status = await first;
    for (let index = from; index < commands.length; index += 1) {
      if (this.returning || this.stop || this.breaks > 0) break;
      const result = this.execute(commands[index]!);
      status = typeof result === 'number' ? result : await result;
    }
    return status;
  }

  #if(command: If): Maybe<Status> {
    const status = this.execute(command.condition);
    return status instanceof Promise
      ? status.then((ready) => this.#branch(command, ready))
      : this.#branch(command, status);
  }

  #branch(command: If, status: Status): Maybe<Status> {
    if (this.returning) return status;
    const branch = this.environment.status === OK ? command.then : command.else;
    return branch ? this.execute(branch) : OK;
  }

  async #for({ words, name, body }: For): Promise<Status> {
    const args = await this.#expand(words);
    let status: Status = OK;
    this.loops += 1;
    for (const arg of args) {
      if (this.continuing && this.breaks === 1) this.breaks = 0;
      if (this.stop || this.breaks > 0 || !this.spend(1)) break;
      this.environment.set(name, arg);
      const result = this.execute(body);
      status = typeof result === 'number' ? result : await result;
      if (this.returning) break;
    }
    this.#leaveLoop();
    return status;
  }

  async #while({ condition, until, body }: While): Promise<Status> {
    let status: Status = OK;
    this.loops += 1;
    while (!this.stop && this.spend(1)) {
      const test = this.execute(condition);
      status = typeof test === 'number' ? test : await test;
      if (this.returning || (status === OK) === until) break;
      const result = this.execute(body);
      status = typeof result === 'number' ? result : await result;
      if (this.returning) break;
      if (this.breaks === 1 && this.continuing) this.breaks = 0;
      if (this.breaks > 0) break;
    }
    this.#leaveLoop();
    return status;
  }

  #leaveLoop(): void {
    if (this.breaks > 0) this.breaks -= 1;
    this.loops -= 1;
  }

  #simple(command: Simple): Maybe<Status> {
    if (!this.spend(1 + command.words.length / WORDS_PER_STEP)) return OK;
    const args = this.#expand(command.words);
    return args instanceof Promise ? args.then((ready) => this.#run(command, ready)) : this.#run(command, args);
  }

  #run(command: Simple, args: string[]): Maybe<Status> {
    this.line = command.line;
    if (command.block && !BLOCK_COMMANDS.has(args[0] ?? '')) args.push(`{${command.block.text}}`);
    if (args.length === 0) return OK;
    const inverted = args[0] === '!';
    if (inverted) args.shift();
    const name = args.shift();
    if (name === undefined) return this.fail(BAD_ARGUMENT, '! without a command behind it');
    const result = this.#call(name, args, command);
    return inverted && result !== undefined ? andThen(result, invert) : (result ?? OK);
  }

  /** A built-in command wins over a function of its name. Undefined for what is neither. */
  #call(name: string, args: string[], command: Simple): Maybe<Status> | undefined {
    const builtin = COMMANDS.get(name);
    if (builtin) return builtin(this, args, command);
    const definition = this.setting.functions.get(name);
    if (definition) return this.#callFunction(definition, args);
    const equals = name.indexOf('=');
    if (equals < 0) this.fail(OK, `${name} is no command that GRUB or this configuration has`);
    else if (/^[0-9#*@]/.test(name)) this.fail(OK, `${name.slice(0, equals)} cannot be set`);
    else this.environment.set(name.slice(0, equals), name.slice(equals + 1));
    return undefined;
  }

  #callFunction(definition: DefinedFunction, args: string[]): Maybe<Status> {
    const { loops, parameters, file } = this;
    this.loops = 0;
    this.parameters = args;
    this.file = definition.file;
    return andThen(this.execute(definition.body), (status) => {
      this.returning = false;
      this.loops = loops;
      this.parameters = parameters;
      this.file = file;
      return status;
    });
  }

  #expand(words: Simple['words']): Maybe<string[]> {
    const args = expandWords(words, this);
    let length = 0;
    let literal = true;
    for (const arg of args) {
      if (typeof arg === 'string') continue;
      length += arg.pattern.length;
      literal = false;
    }
    if (literal) return args as string[];
    if (length > 1024 && !this.spend(length / 16)) return [];
    return expandPatterns(args, this);
  }
}

function invert(status: Status): Status {
  return status === OK ? TEST_FAILURE : OK;
}
