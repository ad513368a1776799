import { ActionError } from '../common/errors.ts';

/** As much of a parameter as a message shows. */
const SHOWN = 64;

/**
 * What a parameter that cannot be converted ends in: an answer with status 400. The value is cut
 * and written as JSON, so that it cannot add lines to a log.
 */
export function badPara(value: string, wanted: string): ActionError {
  const shown = value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value;
  return new ActionError(400, {
    message: `The parameter ${JSON.stringify(shown)} is not ${wanted}`,
  });
}
