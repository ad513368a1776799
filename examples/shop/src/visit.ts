import type { HttpSession, SessionManager, SessionRequest, SessionResponse } from 'httpsession';
import { preferredLanguage } from './i18n/language.ts';
import type { Language } from './i18n/language.ts';
import { messagesIn } from './i18n/catalogue.ts';
import type { Messages, Notice } from './i18n/messages.ts';
import type { SignInLimits } from './limits/sign-in-limits.ts';
import type { EventLog } from './listeners/event-log.ts';
import type { UserDirectory } from './users.ts';
import './session-attributes.ts';

/** What all visitors share. */
export interface Services {
  readonly manager: SessionManager;
  readonly log: EventLog;
  readonly users: UserDirectory;
  readonly signInLimits: SignInLimits;
}

/** One request, with what every page needs: whose it is, and in which language to answer. */
export interface Visit {
  readonly request: SessionRequest;
  readonly response: SessionResponse;
  readonly session: HttpSession;
  /** The path, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly language: Language;
  readonly text: Messages;
  /** What the last action left to be said; only a page has one. */
  readonly notice: Notice | null;
  readonly services: Services;
}

/** The language of this request: the one that was chosen, else the one that the browser prefers. */
export function languageOf(request: SessionRequest, session: HttpSession | null): Language {
  return session?.getAttribute('language') ?? preferredLanguage(request.headers['accept-language']);
}

/** Puts a request and its session together. */
export function createVisit(
  exchange: Pick<Visit, 'request' | 'response' | 'path' | 'query'>,
  services: Services,
): Visit {
  const session = exchange.request.getSession();
  const language = languageOf(exchange.request, session);
  return { ...exchange, session, language, text: messagesIn(language), notice: null, services };
}
