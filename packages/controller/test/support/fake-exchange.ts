import type { HttpServletRequest, HttpServletResponse } from '@httpsession/servlet';

import { ControllerFactory } from '../../src/common/controller-factory.ts';
import type { AnswerConfig, ControllerExchange, Render } from '../../src/common/exchange.ts';
import { RenderFactory } from '../../src/render/render-factory.ts';
import { RenderMethods } from '../../src/render/render-methods.ts';
import { FakeRequest, type FakeRequestOptions } from './fake-request.ts';
import { FakeResponse } from './fake-response.ts';

/** What a test says about the exchange around its request. */
export interface ExchangeOptions extends FakeRequestOptions {
  readonly urlPara?: string;
  readonly config?: Partial<AnswerConfig>;
}

const CONFIG: AnswerConfig = {
  devMode: false,
  encoding: 'UTF-8',
  urlParaSeparator: '-',
  viewEngine: undefined,
  viewExtension: '.html',
  baseDownloadPath: 'download',
  baseUploadPath: 'upload',
  uploadExtensions: new Set(['txt', 'png']),
  maxPostSize: 1024,
  jsonDatePattern: undefined,
  resolveJsonRequest: false,
  jsonRequestFactory: undefined,
  jsonFactory: undefined,
  renderFactory: new RenderFactory(),
  controllerFactory: new ControllerFactory(),
  cookieDefaults: {},
  tokenCache: undefined,
  actionReporter: { report: () => undefined, reportActions: () => undefined },
  reportAfterInvocation: true,
  errorView: () => undefined,
  errorHtmlContent: () => undefined,
  errorJsonContent: () => undefined,
  log: () => undefined,
};

/** All that controllers inherit, and what a test looks at. */
export class TestController extends RenderMethods {
  readonly request: FakeRequest;
  readonly response: FakeResponse = new FakeResponse();
  readonly exchange: ControllerExchange;

  constructor(options: ExchangeOptions = {}) {
    super();
    this.request = new FakeRequest(options);
    this.exchange = {
      request: this.request.asRequest(),
      response: this.response.asResponse(),
      urlPara: options.urlPara ?? null,
      action: {
        actionKey: '/page/show',
        controllerPath: '/page',
        methodName: 'show',
        viewPath: '/page/',
        controllerClass: Object,
        interceptors: [],
        method: () => undefined,
        parameters: [],
        verbs: undefined,
      },
      config: { ...CONFIG, ...options.config },
      render: undefined,
    };
  }

  getRequest(): HttpServletRequest {
    return this.exchange.request;
  }

  getResponse(): HttpServletResponse {
    return this.exchange.response;
  }

  getControllerPath(): string {
    return this.exchange.action.controllerPath;
  }

  /** Writes what the action has left, as the pipeline does after it. */
  async answer(): Promise<FakeResponse> {
    await this.#render().setContext(this.exchange, this.exchange.action.viewPath).render();
    return this.response;
  }

  #render(): Render {
    if (this.exchange.render === undefined) throw new Error('The action has set no render');
    return this.exchange.render;
  }
}

/** The status that something ends the action with. */
export function statusOf(run: () => unknown): number | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof Error && 'status' in error) return Number(error.status);
    throw error;
  }
  return undefined;
}
