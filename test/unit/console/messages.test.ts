import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { asciiMessages, asciiText } from '../../../src/console/messages/ascii.ts';
import { en } from '../../../src/console/messages/en.ts';
import { messagesOf } from '../../../src/console/messages/languages.ts';

/** Every text by its path: what it is, and of a function how many arguments it takes. */
function shape(messages: object, path = ''): string[] {
  return Object.entries(messages).flatMap(([key, value]) => {
    const here = `${path}.${key}`;
    if (typeof value === 'function') return [`${here}(${value.length})`];
    return typeof value === 'object' ? shape(value, here) : [`${here}: ${typeof value}`];
  });
}

const numbers = [0, 1, 2, 5, -1];

/** What every text says; functions with some arguments. */
function texts(messages: object): string[] {
  return Object.entries(messages).flatMap(([key, value]): string[] => {
    if (typeof value === 'function') {
      return numbers.flatMap((number) => {
        const given = key === 'reason' ? String(number) : number;
        const said = value(...Array(6).fill(given));
        return Array.isArray(said) ? said : [said];
      });
    }
    return typeof value === 'object' ? texts(value) : [value];
  });
}

for (const language of ['de', 'es'] as const) {
  test(`${language} has the same texts and arguments as English`, async () => {
    assert.equal(shape(await messagesOf(language)).sort(), shape(en).sort());
  });

  test(`${language} leaves nothing out and nothing in English that is a sentence`, async () => {
    const all = texts(await messagesOf(language));
    assert.ok(all.every((text) => typeof text === 'string' && text !== '' && !/undefined|NaN/.test(text)));
    const sentences = texts(en).filter((text) => text.split(' ').length > 3);
    assert.equal(
      all.filter((text) => sentences.includes(text)),
      [],
    );
  });
}

/** Every reason that the policy has, with what is the machine's in capitals. */
const reasons = [
  'it is the default of /A on B',
  'it is the saved default in /A on B',
  'it was set for one boot in /A on B, and stays so, because nothing may be written (baton.readonly)',
  'the setting baton.boot names it',
  'the firmware variable A names it for this boot',
  'the firmware variable A names it',
  'its kernel is the newest of those that can be booted',
  'its kernel is the newest on a device of the first kind that is there (A)',
  '"A" was started once without reporting itself good, and this is the last that did',
  'it is the default of /A on B; "C" was started 3 times without reporting itself good, but there is nothing else to boot',
  '"A" was started 2 times without reporting itself good, and this is what comes next',
  'nothing that can be booted has been found',
];

test('why an entry is the default is said in every language', async () => {
  for (const language of ['de', 'es'] as const) {
    const { reason } = await messagesOf(language);
    for (const english of reasons) {
      const said = reason(english);
      assert.not.match(said, /\b(it|this|names|was|which|newest|nothing)\b/, said);
      for (const own of ['/A', 'B', '"C"']) assert.is(said.includes(own), english.includes(own), said);
    }
    assert.is(reason('something new'), 'something new');
  }
  const { reason } = await messagesOf('de');
  assert.is(reason('it is the default of /boot/grub/grub.cfg on vda2'), 'Standard von /boot/grub/grub.cfg auf vda2');
});

test('English is ASCII, and so is every language for a terminal that shows nothing else', async () => {
  for (const language of ['en', 'de', 'es'] as const) {
    const messages = language === 'en' ? en : asciiMessages(await messagesOf(language));
    assert.equal(
      texts(messages).filter((text) => !/^[\u0020-\u007e]*$/.test(text)),
      [],
    );
  }
});

test('umlauts are written out, accents are left out, and what is no letter of Latin stays', () => {
  assert.is(asciiText('Über die größte Straße; año, según; 日本'), 'Ueber die groesste Strasse; ano, segun; 日本');
});

test.run();
