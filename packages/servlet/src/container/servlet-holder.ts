import {
  type HttpServletRequest,
  type HttpServletResponse,
  initServlet,
  type Servlet,
  type ServletConfig,
  ServletException,
  UnavailableException,
} from '../api/index.ts';
import { isThenable, type MaybePromise } from '../common/maybe-promise.ts';
import type { MultipartSettings, RoleNames } from '../http/contracts.ts';
import { ComponentHolder, type ComponentSettings } from './component-holder.ts';
import { describeFailure } from './start-failure.ts';

/** A servlet, or the class that makes it. */
export type ServletSource = Servlet | (new () => Servlet);

/** What a servlet is registered with. Fixed once the application has started. */
export interface ServletSettings extends ComponentSettings {
  /** Negative: at the first request; otherwise at start, the small numbers first. */
  loadOnStartup: number;
  multipart: MultipartSettings | null;
  /** Roles by the names that the servlet has for them, where those differ from the application's. */
  roleLinks: ReadonlyMap<string, string>;
}

/** One servlet of an application, from its registration to its end. It is made and started once. */
export class ServletHolder
  extends ComponentHolder<Servlet, ServletSettings>
  implements ServletConfig, RoleNames
{
  #servlet: Servlet | undefined;
  #starting: Promise<void> | undefined;
  #isReady = false;
  /** Epoch milliseconds until which it said that it cannot serve; Infinity: for ever. */
  #unavailableUntil = 0;

  getServletName(): string {
    return this.name;
  }

  roleOf(name: string): string {
    return this.settings.roleLinks.get(name) ?? name;
  }

  /**
   * Makes the servlet and calls its `init`, unless that is done. One that failed is made again.
   * @throws ServletException that names the servlet; UnavailableException as the servlet threw it
   */
  start(): MaybePromise<void> {
    if (this.#isReady) return undefined;
    this.#checkAvailable();
    return (this.#starting ??= this.#init());
  }

  /** Runs the servlet; starts it first when this is its first request. */
  service(request: HttpServletRequest, response: HttpServletResponse): MaybePromise<void> {
    if (!this.#isReady || this.#unavailableUntil > 0) {
      this.#checkAvailable();
      const starting = this.start();
      if (starting !== undefined) return starting.then(() => this.#serve(request, response));
    }
    return this.#serve(request, response);
  }

  /** Calls `destroy`, if the servlet was started. */
  async stop(): Promise<void> {
    await this.#starting?.catch(() => undefined);
    const servlet = this.#servlet;
    const wasReady = this.#isReady;
    this.#isReady = false;
    this.#servlet = undefined;
    if (wasReady) await servlet?.destroy();
  }

  /** Whole seconds until it may be asked again; undefined: it is gone for good. */
  secondsUntilAvailable(): number | undefined {
    if (this.#unavailableUntil === Infinity) return undefined;
    return Math.max(1, Math.ceil((this.#unavailableUntil - Date.now()) / 1000));
  }

  #serve(request: HttpServletRequest, response: HttpServletResponse): MaybePromise<void> {
    const servlet = this.#servlet;
    if (servlet === undefined) throw new UnavailableException(`Servlet ${this.name} is stopped`, 1);
    try {
      const served = servlet.service(request, response);
      if (isThenable(served)) return served.then(undefined, this.#failed);
      return undefined;
    } catch (error) {
      return this.#failed(error);
    }
  }

  #failed = (error: unknown): never => {
    if (error instanceof UnavailableException) this.#note(error);
    throw error;
  };

  #note(error: UnavailableException): void {
    const seconds = error.getUnavailableSeconds();
    this.#unavailableUntil = error.isPermanent()
      ? Infinity
      : Date.now() + 1000 * (seconds > 0 ? seconds : DEFAULT_PAUSE_SECONDS);
  }

  #checkAvailable(): void {
    if (this.#unavailableUntil === 0) return;
    if (this.#unavailableUntil === Infinity) {
      throw new UnavailableException(`Servlet ${this.name} is gone`);
    }
    if (Date.now() < this.#unavailableUntil) {
      const seconds = this.secondsUntilAvailable() ?? DEFAULT_PAUSE_SECONDS;
      throw new UnavailableException(`Servlet ${this.name} is not available now`, seconds);
    }
    this.#unavailableUntil = 0;
  }

  /** Gives nothing when it is done at once. */
  #init(): Promise<void> | undefined {
    try {
      const servlet = this.create();
      this.#servlet = servlet;
      const initialized = initServlet(servlet, this);
      if (isThenable(initialized)) {
        return initialized.then(
          () => this.#started(),
          (error: unknown) => this.#startFailed(error),
        );
      }
      this.#started();
      return undefined;
    } catch (error) {
      return this.#startFailed(error);
    }
  }

  #started(): void {
    this.#isReady = true;
    this.#starting = undefined;
  }

  #startFailed(error: unknown): never {
    this.#servlet = undefined;
    this.#starting = undefined;
    if (error instanceof UnavailableException) {
      this.#note(error);
      throw error;
    }
    throw new ServletException(describeFailure(`init() of servlet ${this.name}`, error), error);
  }
}

/** As in Tomcat, for a servlet that says that it is unavailable, and not for how long. */
const DEFAULT_PAUSE_SECONDS = 60;
