import { redirect } from '../http/answer.ts';
import { findLanguage } from '../i18n/language.ts';
import type { Visit } from '../visit.ts';
import { localPage } from './local-page.ts';

/** POST /language: the session remembers it from here on. */
export function chooseLanguage({ session, response }: Visit, form: URLSearchParams): void {
  const language = findLanguage(form.get('language'));
  if (language !== undefined) session.setAttribute('language', language);
  redirect(response, localPage(form.get('back')));
}
