import type { MaybePromise } from '../common/maybe-promise.ts';
import type { ContainerRequest } from './contracts.ts';
import { mediaType } from './media-type.ts';
import { checkDeclaredLength, hasBody, readBody } from './read-body.ts';

const FORM = 'application/x-www-form-urlencoded';

/**
 * Reads the form of a POST, so that `getParameter` need not wait. Done at once when there is none. Nothing is
 * decoded yet: a filter may still say in which charset it is.
 * @throws BadRequestError 413 over `maxPostBytes`, 400 when the client went away
 */
export function readForm(
  request: Pick<ContainerRequest, 'node' | 'services' | 'setForm'>,
): MaybePromise<void> {
  const { node } = request;
  if (node.method !== 'POST') return undefined;
  if (mediaType(node.headers['content-type']) !== FORM || !hasBody(node)) return undefined;
  const { maxPostBytes } = request.services.limits;
  checkDeclaredLength(node, maxPostBytes);
  return readBody(node, maxPostBytes).then((body) => {
    request.setForm(body);
  });
}
