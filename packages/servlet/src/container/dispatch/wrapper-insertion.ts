import {
  type HttpServletRequest,
  HttpServletRequestWrapper,
  type HttpServletResponse,
  HttpServletResponseWrapper,
} from '../../api/index.ts';

/** A wrapper in its place, and the way to take it out again. */
export interface Insertion<T> {
  /** What the target gets: the object that was given, if the application had wrapped it. */
  readonly outer: T;
  remove(): void;
}

interface Wrapper<T> {
  get(): T;
  set(inner: T): void;
}

type AsWrapper<T> = (value: T) => Wrapper<T> | undefined;

/**
 * Puts a wrapper behind those of the application and in front of the container's own: what a filter has
 * overridden stays in force in the target, and the target gets the very objects that were passed (SES-093).
 */
function insert<T>(given: T, asWrapper: AsWrapper<T>, wrap: (inner: T) => T): Insertion<T> {
  let innermost: Wrapper<T> | undefined;
  let inner = given;
  for (let next = asWrapper(given); next !== undefined; next = asWrapper(inner)) {
    innermost = next;
    inner = next.get();
  }
  const wrapped = wrap(inner);
  if (innermost === undefined) return { outer: wrapped, remove: nothing };
  const place = innermost;
  place.set(wrapped);
  return { outer: given, remove: () => place.set(inner) };
}

/** `isOurs`: the wrappers that the container put there itself. */
export function insertRequest(
  given: HttpServletRequest,
  isOurs: (request: HttpServletRequest) => boolean,
  wrap: (inner: HttpServletRequest) => HttpServletRequest,
): Insertion<HttpServletRequest> {
  return insert(
    given,
    (value) => {
      if (isOurs(value) || !(value instanceof HttpServletRequestWrapper)) return undefined;
      return { get: () => value.getRequest(), set: (inner) => value.setRequest(inner) };
    },
    wrap,
  );
}

/** As `insertRequest`. */
export function insertResponse(
  given: HttpServletResponse,
  isOurs: (response: HttpServletResponse) => boolean,
  wrap: (inner: HttpServletResponse) => HttpServletResponse,
): Insertion<HttpServletResponse> {
  return insert(
    given,
    (value) => {
      if (isOurs(value) || !(value instanceof HttpServletResponseWrapper)) return undefined;
      return { get: () => value.getResponse(), set: (inner) => value.setResponse(inner) };
    },
    wrap,
  );
}

function nothing(): void {
  // There was no wrapper to put it behind, so nothing remembers it.
}
