/** Says whether there never was a request, or its response is over. */
export type OutsideReason = 'none' | 'over';

const WHY: Readonly<Record<OutsideReason, string>> = {
  none:
    'no request is being handled here. Call it from a handler, or from what the handler awaits; a ' +
    'callback that others call keeps its request with bindExchange()',
  over:
    'the response of the request it belongs to is over. Do it before the response ends, or keep what ' +
    'is needed in a variable',
};

/** Something of a request was asked where there is none. */
export class OutsideRequestError extends Error {
  /** Compare this, never the message. */
  readonly code = 'AMBIENT_OUTSIDE_REQUEST';
  /** `none`: never in a request; `over`: not any more. */
  readonly reason: OutsideReason;

  constructor(call: string, reason: OutsideReason) {
    super(`${call}: ${WHY[reason]}`);
    this.name = 'OutsideRequestError';
    this.reason = reason;
  }
}
