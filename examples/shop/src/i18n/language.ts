/** The languages that the shop speaks, each under its own name. */
export const languages = {
  en: 'English',
  de: 'Deutsch',
  zh: '中文',
} as const;

/** One of them, by its code. */
export type Language = keyof typeof languages;

const codes = Object.keys(languages) as Language[];

/** The language with that code, or `undefined`. */
export function findLanguage(code: string | null): Language | undefined {
  return codes.find((known) => known === code);
}

/** The first language of an `Accept-Language` field that the shop speaks; English when none is. */
export function preferredLanguage(acceptLanguage: string | undefined): Language {
  for (const range of (acceptLanguage ?? '').split(',', 20)) {
    const language = findLanguage(range.trim().slice(0, 2).toLowerCase());
    if (language !== undefined) return language;
  }
  return 'en';
}
