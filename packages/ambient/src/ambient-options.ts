/** How the ambient objects behave, for all of the process. */
export interface AmbientOptions {
  /**
   * What the functions of `session` do where there is no request: `'throw'` an OutsideRequestError, or
   * be `'neutral'` as in Eclipse Dirigible, where getters give null, zero or nothing and what is set is
   * lost. Those of `request` and `response` always throw.
   */
  readonly outsideRequest: 'neutral' | 'throw';
  /** Whether `session.getAttribute` gives texts, whatever was stored, as in Eclipse Dirigible: false. */
  readonly stringValues: boolean;
}

let options: AmbientOptions = { outsideRequest: 'throw', stringValues: false };

/** Changes how the ambient objects behave; what is not named stays. Gives what held before. */
export function configureAmbient(changes: Partial<AmbientOptions>): AmbientOptions {
  const before = options;
  options = Object.freeze({ ...options, ...changes });
  return before;
}

/** What holds now. */
export function ambientOptions(): AmbientOptions {
  return options;
}
