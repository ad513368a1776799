import { andThen, type MaybePromise } from '../common/maybe-promise.ts';
import { isAlive, type LiveSession } from '../engine/live-session.ts';
import type { Session } from '../engine/session.ts';
import type { RequestedId } from '../tracking/id-tracking.ts';
import type { HeadDuty, RequestExchange, Services } from './contracts.ts';
import { Exchange } from './exchange.ts';
import { mustReachClient } from './new-ids.ts';
import { type Opening, openSession } from './opening.ts';

/**
 * What a request has with another manager than the one that handles it, its host: the sessions of an
 * application that another one dispatches into (SES-190). As in Tomcat, a session has the id of the host's,
 * so that a client who comes back with that finds both of them again (SES-191).
 */
export class GuestExchange extends Exchange {
  readonly #host: RequestExchange;
  #hasBegun = false;
  #opening: MaybePromise<void> = undefined;

  constructor(services: Services, host: RequestExchange, candidates: readonly RequestedId[]) {
    const { request, response } = host;
    super(services, { request, response, isSkipped: false }, candidates);
    this.#host = host;
  }

  /** Also where the client sent no id at all: the host may have made one. */
  override open(): MaybePromise<void> {
    if (this.#hasBegun) return this.#opening;
    this.#hasBegun = true;
    this.#opening = this.search();
    return this.#opening;
  }

  override getSession(create: boolean): Session | undefined {
    const present = super.getSession(false);
    if (present !== undefined || !create) return present;
    mustReachClient(this, 'getSession');
    // First the host's: its id is the one that both will have.
    this.#host.getSession(true);
    this.#joinOther();
    return super.getSession(true);
  }

  override askForId(): RequestedId | undefined {
    return super.askForId() ?? this.#host.askForId();
  }

  /** Of a cookie that both have, the host tells as long as it has a session itself. */
  override duty(status: number): HeadDuty {
    const duty = super.duty(status);
    const isTold = (duty === 'issue' || duty === 'expire') && this.#sharesCookie();
    return isTold && this.#idOfHost() !== undefined ? 'vary' : duty;
  }

  protected override lookUp(candidates: readonly RequestedId[]): MaybePromise<Opening> {
    const id = this.#idOfHost();
    const opened = id === undefined ? undefined : this.services.engine.open(id);
    return andThen(opened, (live) => {
      if (live !== undefined) return toOpening(live);
      const others = candidates.filter(
        (candidate) => candidate.id === undefined || candidate.id !== id,
      );
      return others.length === 0 ? toOpening(undefined) : openSession(this.services.engine, others);
    });
  }

  /** The host may be over already, and then nobody comes to let go. */
  protected override join(opening: Opening): void {
    super.join(opening);
    this.releaseIfDone();
  }

  protected override idForNew(): string | undefined {
    return this.#idOfHost();
  }

  /** Two sessions of one id stay together. */
  protected override nextId(): string | undefined {
    return this.live?.id === this.#idOfHost() ? this.#host.changeSessionId() : undefined;
  }

  /** Another request has made a session under this id meanwhile. */
  #joinOther(): void {
    const id = this.#idOfHost();
    const live = id === undefined ? undefined : this.services.engine.openResident(id);
    if (live !== undefined) this.join(toOpening(live));
  }

  #idOfHost(): string | undefined {
    const { live } = this.#host;
    return live !== undefined && isAlive(live) ? live.id : undefined;
  }

  #sharesCookie(): boolean {
    const { cookieName, cookiePath } = this.services;
    const { services } = this.#host;
    return (
      cookieName !== undefined &&
      cookieName === services.cookieName &&
      cookiePath === services.cookiePath
    );
  }
}

/** The id is the host's, which has told what the client sent. */
function toOpening(live: LiveSession | undefined): Opening {
  return { requested: undefined, live, isAmbiguous: false };
}
