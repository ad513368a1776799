import type { SessionRequest, SessionResponse } from 'httpsession';
import { isFormOf } from './csrf.ts';
import { secure, sendPage } from './http/answer.ts';
import { sendAsset } from './http/assets.ts';
import { readForm } from './http/form.ts';
import { Problem, problemStatus } from './http/problem.ts';
import { LIVE_PATH } from './listeners/live-stream.ts';
import { live } from './pages/live.ts';
import { actions, pages } from './routes.ts';
import { problemPage } from './views/problem-page.ts';
import { createVisit, languageOf } from './visit.ts';
import type { Services } from './visit.ts';

/** A request, its response, and its address in two parts. */
interface Exchange {
  readonly request: SessionRequest;
  readonly response: SessionResponse;
  readonly path: string;
  readonly query: URLSearchParams;
}

/**
 * The paths that have nothing to do with anybody's session. The manager asks before it cuts
 * `;jsessionid=` out of the URL, so path parameters are left out here: they lead nowhere else.
 */
export function isSessionless(url: string | undefined): boolean {
  const path = withoutParameters(splitUrl(url).path);
  return path.startsWith('/assets/') || path === LIVE_PATH;
}

/** Leads a request to the page or the action that answers it. */
export async function route(
  request: SessionRequest,
  response: SessionResponse,
  services: Services,
): Promise<void> {
  secure(response);
  const exchange = { request, response, ...splitUrl(request.url) };
  try {
    if (request.method === 'POST') await act(exchange, services);
    else if (request.method === 'GET' || request.method === 'HEAD') await show(exchange, services);
    else throw new Problem('wrongMethod');
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    turnDown(exchange, error);
  }
}

async function show(exchange: Exchange, services: Services): Promise<void> {
  const { request, response, path } = exchange;
  if (sendAsset(request, response, path)) return;
  if (path === LIVE_PATH) {
    live(exchange, services);
    return;
  }

  const page = pages.get(path);
  if (page === undefined) throw new Problem(actions.has(path) ? 'wrongMethod' : 'notFound');

  const visit = createVisit(exchange, services);
  const visits = visit.session.getAttribute('visits') ?? 0;
  visit.session.setAttribute('visits', visits + 1);
  // Taken out before the page is made, so that it is said once.
  await page({ ...visit, notice: visit.session.takeAttribute('notice') });
}

async function act(exchange: Exchange, services: Services): Promise<void> {
  const action = actions.get(exchange.path);
  if (action === undefined)
    throw new Problem(pages.has(exchange.path) ? 'wrongMethod' : 'notFound');

  // Checked here, for all of them: an action cannot forget it.
  const form = await readForm(exchange.request);
  if (!isFormOf(exchange.request.getSession(false), form)) throw new Problem('staleForm');
  await action(createVisit(exchange, services), form);
}

function turnDown({ request, response, path }: Exchange, { kind, retryAfter }: Problem): void {
  if (kind === 'wrongMethod') response.setHeader('Allow', allowedMethods(path));
  if (retryAfter !== undefined) response.setHeader('Retry-After', retryAfter);
  // Asked without making one: a mistyped address is no reason to begin a session.
  const session = isSessionless(request.url) ? null : request.getSession(false);
  sendPage(response, problemPage(kind, languageOf(request, session)), problemStatus[kind]);
}

function allowedMethods(path: string): string {
  const methods = [pages.has(path) && 'GET, HEAD', actions.has(path) && 'POST'];
  return methods.filter((method) => method !== false).join(', ');
}

function splitUrl(url = '/'): Pick<Exchange, 'path' | 'query'> {
  const [path = '/', ...rest] = url.split('?');
  return { path, query: new URLSearchParams(rest.join('?')) };
}

function withoutParameters(path: string): string {
  const segments = path.split('/').map((segment) => segment.split(';', 1)[0]);
  return segments.join('/');
}
