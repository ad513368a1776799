import type { ApplicationServices } from '../http/contracts.ts';
import { RequestFacade } from '../http/request-facade.ts';
import type { RequestTarget } from '../http/request-target.ts';
import type { ResponseFacade } from '../http/response-facade.ts';
import { tlsAttribute } from './tls-attributes.ts';
import type { AsyncTurn } from './async/async-turn.ts';

/** The container's own request, together with what belongs to it. */
export class ExchangeRequest extends RequestFacade {
  readonly response: ResponseFacade;
  /** The latest asynchronous turn that was begun. */
  asyncTurn: AsyncTurn | undefined;

  constructor(services: ApplicationServices, target: RequestTarget, response: ResponseFacade) {
    super(services, response.raw.req, target);
    this.response = response;
  }

  /** As in Tomcat, what is known of TLS is looked up only when it is asked for. */
  override getAttribute(name: string): unknown {
    return super.getAttribute(name) ?? tlsAttribute(this.node.socket, name);
  }
}
