import type { HttpRequest, HttpResponse } from './contracts.ts';

/** One header field as one string. `headers` joins what may be joined; the rest comes as a list. */
export function headerOf(request: HttpRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

/** Whether nobody is there any more to take an answer. */
export function isGone(response: HttpResponse): boolean {
  return (
    response.destroyed === true || response.closed === true || response.stream?.destroyed === true
  );
}

/** Cuts an answer short: the client must not take what it has for the whole. */
export function abort(response: HttpResponse): void {
  if (response.stream === undefined) response.destroy?.();
  // On http2 only an error says that there should have been more.
  else response.stream.destroy(new Error('The answer was cut short'));
}
