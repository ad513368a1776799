import { german } from './de.ts';
import { english } from './en.ts';
import type { Language } from './language.ts';
import type { Messages } from './messages.ts';
import { chinese } from './zh.ts';

const catalogue: Readonly<Record<Language, Messages>> = {
  en: english,
  de: german,
  zh: chinese,
};

/** The texts in one language. */
export function messagesIn(language: Language): Messages {
  return catalogue[language];
}
