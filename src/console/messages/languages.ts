// The languages of the menu. English is always there; the others are read when they are chosen.

import { en, type Messages } from './en.ts';

export type Language = 'en' | 'de' | 'es';

export async function messagesOf(language: Language): Promise<Messages> {
  switch (language) {
    case 'de':
      return (await import('./de.ts')).de;
    case 'es':
      return (await import('./es.ts')).es;
    case 'en':
      return en;
  }
}
