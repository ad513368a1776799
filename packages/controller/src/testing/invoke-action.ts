import type { HttpServletRequest, HttpServletResponse } from '@httpsession/servlet';

import type { ControllerClass } from '../common/action.ts';
import type { Render } from '../common/exchange.ts';
import { inheritedMetadata } from '../common/metadata-store.ts';
import type { ActionPlan } from '../core/action-plan.ts';
import { AppConfig } from '../core/app-config.ts';
import { Application } from '../core/application.ts';
import { Exchange } from '../core/exchange.ts';
import { ActionInvocation } from '../core/invocation.ts';
import { makeController } from '../core/make-controller.ts';
import { modelOf } from '../render/model.ts';
import type { Routes } from '../routing/routes.ts';
import type { TestSession } from './session-probe.ts';
import { TestApp, type TestRequest } from './test-app.ts';

/** What an action is run with. */
export interface InvokeOptions extends Omit<TestRequest, 'form'> {
  /** The parameters, by name. */
  readonly para?: Readonly<Record<string, string | readonly string[]>>;
  /** What stands in the URL behind the action, such as `7-2`. */
  readonly urlPara?: string;
  /** The HTTP method; default: the first one that the action answers, else `GET`. */
  readonly method?: string;
  /** The application that it belongs to; default: one that has this controller only. */
  readonly config?: AppConfig;
}

/** What an action has left behind. */
export interface InvokedAction {
  /** What would be written; `undefined`: the default view, or nothing because of an error. */
  readonly render: Render | undefined;
  /** The request attributes: what a view would see. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** What the session held afterwards; `null` when there was none, or it has ended. */
  readonly session: TestSession | null;
  /** What the action, or an interceptor, has thrown; `undefined`: nothing. */
  readonly error: unknown;
  /** What the action has returned. */
  readonly returned: unknown;
}

/**
 * Runs one action with its interceptors, and gives what it leaves behind instead of writing it. Without
 * a socket.
 *
 * @throws RoutingError, ConfigError as the start of the application would; RangeError when the method
 *   is no action
 */
export async function invokeAction<C extends object>(
  type: ControllerClass<C>,
  method: keyof C & string,
  options: InvokeOptions = {},
): Promise<InvokedAction> {
  const { config = new OneController(type), para = {}, urlPara = null, ...rest } = options;
  const application = new Application(config);
  const plan = planOf(application, type, method);
  const { left, filter } = catcher(application, plan, urlPara);
  const app = new TestApp(new OneController(type), {
    filters: { invoked: { filter, urlPatterns: ['/*'], asyncSupported: true } },
  });
  try {
    const { method: verb = plan.verbs?.[0] ?? 'GET', ...request } = rest;
    // In the query, where every HTTP method has its parameters.
    const answer = await app.request(verb, `${plan.actionKey}?${queryOf(para)}`, request);
    return { ...left(), session: answer.session };
  } finally {
    await app.close();
  }
}

function planOf(application: Application, type: object, method: string): ActionPlan {
  for (const action of application.actions().list()) {
    if (action.controllerClass === type && action.methodName === method) return action;
  }
  throw new RangeError(`${method} is no action of this class`);
}

function queryOf(para: NonNullable<InvokeOptions['para']>): string {
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(para)) {
    for (const value of typeof values === 'string' ? [values] : values) query.append(name, value);
  }
  return query.toString();
}

type Left = Omit<InvokedAction, 'session'>;

/** A filter that runs the action and keeps what is left, and the way to it. */
function catcher(
  { constants }: Application,
  action: ActionPlan,
  urlPara: string | null,
): {
  left: () => Left;
  filter: { doFilter(request: HttpServletRequest, response: HttpServletResponse): Promise<void> };
} {
  let left: Left | undefined;
  const doFilter = async (
    request: HttpServletRequest,
    response: HttpServletResponse,
  ): Promise<void> => {
    const exchange = new Exchange({ action, urlPara }, constants, { request, response });
    let error: unknown;
    let returned: unknown;
    try {
      returned = await run(exchange);
    } catch (thrown) {
      error = thrown;
    }
    left = { render: exchange.render, attributes: modelOf(exchange.request), error, returned };
  };
  return {
    filter: { doFilter },
    left: () => {
      if (left === undefined) throw new Error('The request did not reach the action');
      return left;
    },
  };
}

async function run(exchange: Exchange): Promise<unknown> {
  const invocation = new ActionInvocation(makeController(exchange), exchange.action);
  await invocation.invoke();
  invocation.checkEnded();
  return invocation.getReturnValue();
}

/** An application with one controller, where it says, or somewhere. */
class OneController extends AppConfig {
  readonly #type: ControllerClass;

  constructor(type: ControllerClass) {
    super();
    this.#type = type;
  }

  override configRoute(me: Routes): void {
    const path = inheritedMetadata(this.#type, (metadata) => metadata.path);
    if (path === undefined) me.add('/invoked', this.#type);
    else me.add(this.#type);
  }
}
