import { IncomingMessage, ServerResponse } from 'node:http';
import { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import { installRequest, installResponse } from './installation.ts';
import type { SessionRequestMethods } from './request-methods.ts';
import type { OutputMethods, SessionResponseMethods } from './response-methods.ts';

/** Node's request with the session methods of Java's `HttpServletRequest`. */
export class SessionRequest extends IncomingMessage {
  declare getSession: SessionRequestMethods['getSession'];
  declare changeSessionId: SessionRequestMethods['changeSessionId'];
  declare getRequestedSessionId: SessionRequestMethods['getRequestedSessionId'];
  declare isRequestedSessionIdValid: SessionRequestMethods['isRequestedSessionIdValid'];
  declare isRequestedSessionIdFromCookie: SessionRequestMethods['isRequestedSessionIdFromCookie'];
  declare isRequestedSessionIdFromURL: SessionRequestMethods['isRequestedSessionIdFromURL'];
  /** @deprecated since Servlet 2.1, use `isRequestedSessionIdFromURL` */
  declare isRequestedSessionIdFromUrl: SessionRequestMethods['isRequestedSessionIdFromUrl'];

  static {
    installRequest(this.prototype);
  }
}

/** Node's response with the session methods of Java's `HttpServletResponse`. */
export class SessionResponse<Q extends IncomingMessage = SessionRequest> extends ServerResponse<Q> {
  declare encodeURL: SessionResponseMethods['encodeURL'];
  declare encodeRedirectURL: SessionResponseMethods['encodeRedirectURL'];
  /** @deprecated since Servlet 2.1, use `encodeURL` */
  declare encodeUrl: SessionResponseMethods['encodeUrl'];
  /** @deprecated since Servlet 2.1, use `encodeRedirectURL` */
  declare encodeRedirectUrl: SessionResponseMethods['encodeRedirectUrl'];

  static {
    installResponse(this.prototype, ServerResponse.prototype);
  }
}

/** As `SessionRequest`, for the compatibility API of `node:http2`. */
export class Http2SessionRequest extends Http2ServerRequest {
  declare getSession: SessionRequestMethods['getSession'];
  declare changeSessionId: SessionRequestMethods['changeSessionId'];
  declare getRequestedSessionId: SessionRequestMethods['getRequestedSessionId'];
  declare isRequestedSessionIdValid: SessionRequestMethods['isRequestedSessionIdValid'];
  declare isRequestedSessionIdFromCookie: SessionRequestMethods['isRequestedSessionIdFromCookie'];
  declare isRequestedSessionIdFromURL: SessionRequestMethods['isRequestedSessionIdFromURL'];

  static {
    installRequest(this.prototype);
  }
}

/** As `SessionResponse`, for the compatibility API of `node:http2`. */
export class Http2SessionResponse<
  Q extends Http2ServerRequest = Http2SessionRequest,
> extends Http2ServerResponse<Q> {
  declare encodeURL: SessionResponseMethods['encodeURL'];
  declare encodeRedirectURL: SessionResponseMethods['encodeRedirectURL'];

  static {
    installResponse(this.prototype, Http2ServerResponse.prototype as unknown as OutputMethods);
  }
}

/** For the options of `http.createServer` and `https.createServer`. */
export const http1Classes: {
  readonly IncomingMessage: typeof SessionRequest;
  readonly ServerResponse: typeof SessionResponse;
} = { IncomingMessage: SessionRequest, ServerResponse: SessionResponse };

/** For the options of `http2.createServer` and `http2.createSecureServer`, also with `allowHTTP1`. */
export const http2Classes: {
  readonly Http1IncomingMessage: typeof SessionRequest;
  readonly Http1ServerResponse: typeof SessionResponse;
  readonly Http2ServerRequest: typeof Http2SessionRequest;
  readonly Http2ServerResponse: typeof Http2SessionResponse;
} = {
  Http1IncomingMessage: SessionRequest,
  Http1ServerResponse: SessionResponse,
  Http2ServerRequest: Http2SessionRequest,
  Http2ServerResponse: Http2SessionResponse,
};
