import type { SessionResponse } from 'httpsession';
import { ResponseFacade } from '../http/response-facade.ts';
import type { Application } from './application.ts';

/** The container's own response, which knows what the application says of the charsets of locales. */
export class ExchangeResponse extends ResponseFacade {
  constructor(application: Application, node: SessionResponse) {
    super(application, node);
    const { localeCharsets } = application.blueprint;
    if (localeCharsets !== undefined) this.contentType.localeCharsets = localeCharsets;
  }
}
