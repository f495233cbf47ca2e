import { numberBytes, numberOf, parseNumber, settingTypes } from '../setting-types.ts';
import type { CommandTable } from './command.ts';

/** Commands that change and compare settings. (iPXE: src/hci/commands/nvo_cmd.c and src/core/exec.c) */
export const settings: CommandTable = {
  set: {
    run(run, [name, ...value]) {
      if (name === undefined) return run.fail('set wants a setting');
      return run.state.settings.set(name, value.join(' ')) ? 0 : run.fail(`${name} cannot be "${value.join(' ')}"`);
    },
  },
  clear: {
    run: (run, [name]) =>
      name !== undefined && run.state.settings.set(name, '') ? 0 : run.fail('clear wants a setting'),
  },
  inc: {
    run(run, [name, by = '1']) {
      const increment = parseNumber(by);
      if (name === undefined || increment === undefined) return run.fail('inc wants a setting and a number');
      const found = run.state.settings.find(name);
      // Text that is a number is not: its bytes are counted up, as iPXE does it.
      const type = found?.type ?? settingTypes.int32!;
      const size = Object.entries(settingTypes)
        .find(([, other]) => other === type)?.[0]
        .match(/int(8|16|32)$/)?.[1];
      if (size === undefined) return run.fail(`${name} is no number`);
      const value = found ? numberOf(found.bytes, true) : 0n;
      run.state.settings.setBytes(name, numberBytes(value + increment, Number(size) / 8), type);
      return 0;
    },
  },
  iseq: {
    run: (run, args) => (args.length === 2 && args[0] === args[1] ? 0 : run.fail('two values are not the same')),
  },
  isset: {
    run: (run, args) => (args.length === 1 && args[0] !== '' ? 0 : run.fail('a setting is not set')),
  },
};
