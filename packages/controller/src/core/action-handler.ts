import type { HttpServletRequest, HttpServletResponse } from '@httpsession/servlet';

import { ActionError, ControllerError } from '../common/errors.ts';
import type { AnswerConfig, Render } from '../common/exchange.ts';
import { andThen, isThenable, type MaybePromise } from '../common/maybe-promise.ts';
import { Handler } from '../config/handlers.ts';
import { carriesJson, resolveJson } from '../para/json-request.ts';
import type { ActionMapping, ActionMatch } from '../routing/action-mapping.ts';
import type { ActionPlan } from './action-plan.ts';
import { Exchange } from './exchange.ts';
import { FailureHandler } from './failure-handler.ts';
import { ForwardRender } from './forward-render.ts';
import { ActionInvocation } from './invocation.ts';
import { makeController } from './make-controller.ts';

/** How often a request may go on to another action. */
const MOST_FORWARDS = 16;

const answered = (): boolean => true;

/** The last link of the chain: finds the action of a request and runs it. */
export class ActionHandler extends Handler {
  readonly #mapping: ActionMapping<ActionPlan>;
  readonly #config: AnswerConfig;
  readonly #failures: FailureHandler;

  constructor(mapping: ActionMapping<ActionPlan>, config: AnswerConfig) {
    super();
    this.#mapping = mapping;
    this.#config = config;
    this.#failures = new FailureHandler(config);
  }

  override handle(
    target: string,
    request: HttpServletRequest,
    response: HttpServletResponse,
  ): MaybePromise<boolean> {
    // Such paths belong to static resources.
    if (target.includes('.')) return false;
    const match = this.#mapping.find(target);
    const done =
      match === undefined
        ? this.#failures.notFound({ request, response })
        : this.#serve(new Exchange(match, this.#config, { request, response }), 0);
    return isThenable(done) ? done.then(answered) : true;
  }

  #serve(exchange: Exchange, forwards: number): MaybePromise<void> {
    try {
      const served = this.#run(exchange, forwards);
      if (!isThenable(served)) return undefined;
      return served.then(undefined, (error: unknown) => this.#failures.answer(error, exchange));
    } catch (error) {
      return this.#failures.answer(error, exchange);
    }
  }

  #run(exchange: Exchange, forwards: number): MaybePromise<void> {
    const { action } = exchange;
    if (action.verbs !== undefined) checkVerb(exchange, action.verbs);
    return this.#config.resolveJsonRequest && carriesJson(exchange.request)
      ? resolveJson(exchange).then(() => this.#invoke(exchange, forwards))
      : this.#invoke(exchange, forwards);
  }

  #invoke(exchange: Exchange, forwards: number): MaybePromise<void> {
    const { action } = exchange;
    const invocation = new ActionInvocation(makeController(exchange), action);
    const ran = this.#config.devMode
      ? reported(this.#config, exchange, invocation)
      : invocation.invoke();
    return isThenable(ran)
      ? ran.then(() => this.#render(exchange, invocation, forwards))
      : this.#render(exchange, invocation, forwards);
  }

  #render(exchange: Exchange, invocation: ActionInvocation, forwards: number): MaybePromise<void> {
    invocation.checkEnded();
    const { action, render = this.#defaultRender(action) } = exchange;
    if (render instanceof ForwardRender) {
      return this.#serve(this.#forwarded(exchange, render.actionUrl, forwards), forwards + 1);
    }
    return render.setContext(exchange, action.viewPath).render();
  }

  #defaultRender({ viewPath, methodName }: ActionPlan): Render {
    const { renderFactory, viewExtension } = this.#config;
    return renderFactory.getDefaultRender(viewPath + methodName + viewExtension);
  }

  #forwarded(exchange: Exchange, url: string, forwards: number): Exchange {
    const found: ActionMatch<ActionPlan> | undefined = this.#mapping.find(url);
    if (found === undefined) {
      throw new ActionError(404, { message: `There is no action for the forward to ${url}` });
    }
    const { action, urlPara } = exchange;
    const same = found.action === action && found.urlPara === urlPara;
    if (same || forwards === MOST_FORWARDS) {
      const problem = same
        ? 'leads to where it comes from'
        : `is the ${MOST_FORWARDS + 1}th in one request`;
      throw new ControllerError('CONTROLLER_RENDER', `The forward to ${url} ${problem}`);
    }
    return new Exchange(found, this.#config, exchange);
  }
}

/** Runs an action, and tells about it before or when it has returned. */
function reported(
  config: AnswerConfig,
  exchange: Exchange,
  invocation: ActionInvocation,
): MaybePromise<void> {
  const report = (): void => {
    config.actionReporter.report(exchange);
  };
  if (config.reportAfterInvocation) return andThen(invocation.invoke(), report);
  report();
  return invocation.invoke();
}

function checkVerb(exchange: Exchange, verbs: readonly string[]): void {
  const verb = exchange.request.getMethod();
  if (verbs.includes(verb)) return;
  exchange.response.setHeader('Allow', verbs.join(', '));
  throw new ActionError(405, {
    message: `${exchange.action.actionKey} answers ${verbs.join(', ')} only`,
  });
}
