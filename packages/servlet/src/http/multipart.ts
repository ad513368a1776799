import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import type { MaybePromise } from '../common/maybe-promise.ts';
import { BadRequestError } from './bad-request.ts';
import type { MultipartSettings, RequestLimits } from './contracts.ts';
import { parseParameterised } from './header-parameters.ts';
import { mediaType } from './media-type.ts';
import { MultipartForm } from './multipart-form.ts';
import { type IntakeRules, MultipartIntake } from './multipart-intake.ts';
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
  const rules = rulesOf(settings, request.services.limits);
  checkDeclaredLength(node, rules.maxRequestBytes);
  const intake = new MultipartIntake(node, boundaryOf(type), rules);
  return intake.read().then((form) => {
    request.setMultipart(form);
  });
}

function boundaryOf(contentType: string): string {
  const boundary = parseParameterised(contentType).parameters.get('boundary') ?? '';
  if (boundary !== '' && boundary.length <= MAX_BOUNDARY) return boundary;
  throw new BadRequestError(400, 'The multipart form names no boundary that could be one');
}

/** What the servlet says goes before what holds for all. */
function rulesOf(settings: MultipartSettings, limits: RequestLimits): IntakeRules {
  const { location = '', fileSizeThreshold = 0 } = settings;
  return {
    folder: location === '' ? tmpdir() : resolve(location),
    threshold: Math.max(fileSizeThreshold, 0),
    maxPartBytes: settings.maxFileSize ?? limits.maxPartBytes,
    maxRequestBytes: settings.maxRequestSize ?? limits.maxRequestBytes,
    maxFieldBytes: limits.maxPostBytes,
    maxParts: limits.maxFileCount,
    maxHeadBytes: limits.maxPartHeaderBytes,
  };
}
