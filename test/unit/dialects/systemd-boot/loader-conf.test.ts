import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseLoaderConf } from '../../../../src/dialects/systemd-boot/loader-conf.ts';

const parse = (text: string) => parseLoaderConf(Buffer.from(text), '/loader/loader.conf');

test('settings are read, and the last of each counts', () => {
  assert.equal(
    parse(
      '# comment\ntimeout 3\ntimeout 5\ndefault "Debian-*"\neditor no\nauto-entries 0\nauto-firmware false\nbeep yes\n',
    ),
    {
      timeout: 5,
      timeoutStyle: 'menu',
      default: 'debian-*',
      editor: false,
      autoEntries: false,
      autoFirmware: false,
      diagnostics: [],
    },
  );
  assert.equal(parse(''), { autoEntries: true, autoFirmware: true, diagnostics: [] });
});

test('a timeout can be a word', () => {
  const timeout = (value: string) => {
    const { timeout: seconds, timeoutStyle } = parse(`timeout ${value}\n`);
    return [seconds, timeoutStyle];
  };
  assert.equal(timeout('menu-force'), [-1, 'menu']);
  for (const hidden of ['menu-hidden', 'menu-disabled', '0', '00']) assert.equal(timeout(hidden), [0, 'hidden']);
});

test('what is wrong is told with its line, and changes nothing', () => {
  const { diagnostics, ...settings } = parse(
    'timeout 5\ntimeout soon\neditor maybe\ndefault a\ndefault @first\ndefault @saved\n',
  );
  assert.equal(settings, { timeout: 5, timeoutStyle: 'menu', default: 'a', autoEntries: true, autoFirmware: true });
  assert.equal(
    diagnostics.map(({ line }) => line),
    [2, 3, 5, 6],
  );
  assert.match(diagnostics[3]!.message, 'EFI variable');
});

test.run();
