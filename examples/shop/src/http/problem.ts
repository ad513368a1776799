/** Why a request is turned down. The messages in every language have one entry for each. */
export type ProblemKind =
  | 'notFound'
  | 'wrongMethod'
  | 'staleForm'
  | 'tooLarge'
  | 'notAForm'
  | 'tooManySignIns'
  | 'tooManyStreams';

/** A request that is answered with an error page. Thrown anywhere below the router. */
export class Problem extends Error {
  readonly kind: ProblemKind;
  /** After how many seconds it is worth another try; unknown when undefined. */
  readonly retryAfter: number | undefined;

  constructor(kind: ProblemKind, retryAfter?: number) {
    super(kind);
    this.name = 'Problem';
    this.kind = kind;
    this.retryAfter = retryAfter;
  }
}

/** The status code that goes with each. */
export const problemStatus: Readonly<Record<ProblemKind, number>> = {
  notFound: 404,
  wrongMethod: 405,
  staleForm: 403,
  tooLarge: 413,
  notAForm: 415,
  tooManySignIns: 429,
  tooManyStreams: 503,
};
