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
  return Object.values(messages).flatMap((value): string[] => {
    if (typeof value === 'function') {
      return numbers.flatMap((number) => {
        const said = value(...Array.from({ length: value.length }, () => number));
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
