import type { Answer } from '../../../testing/originals/browser.ts';

/**
 * Where the two may differ, and nowhere else. Each is taken out of both answers, so that whatever one of
 * them says beyond it still shows.
 */
const differences: readonly ((answer: Answer) => Answer)[] = [
  withoutClearedCookie,
  withoutCookieFlags,
  withLowerCaseCharset,
  withOwnPath,
  withBareErrorPage,
  withOneMarkup,
  withPlainJson,
];

/** The answers of a script as they are compared. */
export function comparable(answers: readonly Answer[]): Answer[] {
  return withoutRepeatedCookie(
    answers.map((answer) => differences.reduce((current, apart) => apart(current), answer)),
  );
}

/** Jetty may send the cookie of a changed id once more with the next answer. */
function withoutRepeatedCookie(answers: readonly Answer[]): Answer[] {
  let latest: string | undefined;
  return answers.map((answer) => {
    const cookie = answer.headers['set-cookie'];
    if (cookie === undefined) return answer;
    if (cookie === latest) return withoutField(answer, 'set-cookie');
    latest = cookie;
    return answer;
  });
}

/** Ours takes the cookie of a session away that has ended, Jetty leaves it (docs/decisions/008). */
function withoutClearedCookie(answer: Answer): Answer {
  const isCleared = answer.headers['set-cookie']?.startsWith('JSESSIONID=; Max-Age=0') === true;
  return isCleared ? withoutField(answer, 'set-cookie') : answer;
}

/** Scripts cannot read our cookie, and other sites cannot send it; Jetty asks to be told so. */
function withoutCookieFlags(answer: Answer): Answer {
  return withField(answer, 'set-cookie', (cookie) =>
    cookie.replace('; HttpOnly; SameSite=Lax', ''),
  );
}

/** Jetty writes the charset its own way, whatever the application said. */
function withLowerCaseCharset(answer: Answer): Answer {
  return withField(answer, 'content-type', (type) =>
    type.replace('charset=UTF-8', 'charset=utf-8'),
  );
}

/** Jetty 9 makes locations absolute. */
function withOwnPath(answer: Answer): Answer {
  return withField(answer, 'location', (location) => new URL(location, 'http://here').pathname);
}

/** The pages of errors are the framework's: their titles count. */
function withBareErrorPage(answer: Answer): Answer {
  const title = /^<(?:!doctype html><html lang="en"|html)><head><title>(\d{3} [^<]*)</.exec(
    answer.body,
  )?.[1];
  return title === undefined ? answer : { ...answer, body: title };
}

/** Two template engines: one keeps the blanks around what it leaves out, and one writes a quote as a number. */
function withOneMarkup(answer: Answer): Answer {
  if (answer.headers['content-type']?.startsWith('text/html') !== true) return answer;
  const body = answer.body.replace(/>\s+</g, '><').replaceAll('&#34;', '&quot;').trim();
  return { ...answer, body };
}

/** Ours writes what could end a script as escapes, so that JSON may stand in a page. It means the same. */
function withPlainJson(answer: Answer): Answer {
  if (answer.headers['content-type']?.startsWith('application/json') !== true) return answer;
  return { ...answer, body: JSON.stringify(JSON.parse(answer.body)) };
}

function withoutField(answer: Answer, name: string): Answer {
  const fields = Object.entries(answer.headers).filter(([field]) => field !== name);
  return { ...answer, headers: Object.fromEntries(fields) };
}

function withField(answer: Answer, field: string, change: (value: string) => string): Answer {
  const value = answer.headers[field];
  if (value === undefined) return answer;
  return { ...answer, headers: { ...answer.headers, [field]: change(value) } };
}
