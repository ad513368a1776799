/** Where a request and its response keep their exchange. Shared by all copies of the prototypes. */
export const EXCHANGE: unique symbol = Symbol('httpsession.exchange');
