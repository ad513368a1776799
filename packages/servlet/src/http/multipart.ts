import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import type { MaybePromise } from '../common/maybe-promise.ts';
import { BadRequestError } from './bad-request.ts';
import { mediaType } from './charsets.ts';
import type { MultipartSettings } from './contracts.ts';
import { parseParameterised } from './header-parameters.ts';
import { MultipartForm } from './multipart-form.ts';
import { MultipartIntake } from './multipart-intake.ts';
import { checkDeclaredLength, hasBody } from './read-body.ts';
import type { RequestFacade } from './request-facade.ts';

/** RFC 2046, 5.1.1. */
const MAX_BOUNDARY = 70;

/**
 * Reads a multipart form, so that `getPart` and `getParameter` need not wait. Done at once when there is none.
 * @param settings of the servlet that the request is for
 * @throws BadRequestError 413 over a limit; 400 for a form that is malformed or has no end
 */
export function readParts(request: RequestFacade, settings: MultipartSettings): MaybePromise<void> {
  const { node } = request;
  const type = node.headers['content-type'];
  if (type === undefined || mediaType(type) !== 'multipart/form-data') return undefined;
  if (!hasBody(node)) {
    request.setMultipart(new MultipartForm([]));
    return undefined;
  }
  const boundary = parseParameterised(type).parameters.get('boundary');
  if (boundary === undefined || boundary === '' || boundary.length > MAX_BOUNDARY) {
    throw new BadRequestError(400, 'The multipart form names no boundary that could be one');
  }
  const { limits } = request.services;
  const maxRequestBytes = settings.maxRequestSize ?? limits.maxRequestBytes;
  checkDeclaredLength(node, maxRequestBytes);
  const intake = new MultipartIntake(node, boundary, {
    folder:
      settings.location === undefined || settings.location === ''
        ? tmpdir()
        : resolve(settings.location),
    threshold: Math.max(settings.fileSizeThreshold ?? 0, 0),
    maxPartBytes: settings.maxFileSize ?? limits.maxPartBytes,
    maxRequestBytes,
    maxFieldBytes: limits.maxPostBytes,
    maxParts: limits.maxFileCount,
    maxHeadBytes: limits.maxPartHeaderBytes,
  });
  return intake.read().then((form) => {
    request.setMultipart(form);
  });
}
