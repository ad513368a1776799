import { STATUS_CODES } from 'node:http';
import type { Answer } from '../../../testing/originals/browser.ts';

/**
 * Where the two may differ, and nowhere else. Each is taken out of both answers, so that whatever one of
 * them says beyond it still shows.
 */
const differences: readonly ((answer: Answer) => Answer)[] = [
  withoutClearedCookie,
  withoutSameSite,
  withBareErrorPage,
];

/** An answer as it is compared. */
export function comparable(answer: Answer): Answer {
  return differences.reduce((current, apart) => apart(current), answer);
}

/** Ours takes the cookie of a session away that has ended, Tomcat leaves it (docs/decisions/008). */
function withoutClearedCookie(answer: Answer): Answer {
  const { 'set-cookie': cookie, ...others } = answer.headers;
  return cookie?.startsWith('SHOPSESSION=; Max-Age=0') === true
    ? { ...answer, headers: others }
    : answer;
}

/** Ours says of its cookie what browsers take for granted by now, and Tomcat says nothing. */
function withoutSameSite(answer: Answer): Answer {
  const { 'set-cookie': cookie, ...others } = answer.headers;
  return cookie === undefined
    ? answer
    : { ...answer, headers: { ...others, 'set-cookie': cookie.replace('; SameSite=Lax', '') } };
}

/**
 * The page of an error for which the application has none is the server's. Its status and its name are
 * compared; where no application takes the request at all, ours has a line of text instead of a page.
 */
function withBareErrorPage(answer: Answer): Answer {
  const name = STATUS_CODES[answer.status] ?? '';
  const page = `<!doctype html><html lang="en"><head><title>HTTP Status ${answer.status} – ${name}<`;
  if (!answer.body.startsWith(page) && answer.body !== `${name}\n`) return answer;
  const fields = Object.entries(answer.headers).filter(([field]) => field !== 'content-type');
  return { ...answer, headers: Object.fromEntries(fields), body: name };
}
