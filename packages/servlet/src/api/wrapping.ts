/** Whether something is, or has inside, an object or an instance of a class. */
export function isWrapperFor(outermost: object, wrapped: object): boolean {
  let current: object | undefined = outermost;
  while (current !== undefined) {
    if (current === wrapped) return true;
    if (typeof wrapped === 'function' && current instanceof wrapped) return true;
    current = insideOf(current);
  }
  return false;
}

/** What a wrapper wraps; undefined: it is none. */
export function insideOf(outer: object): object | undefined {
  if ('getRequest' in outer && typeof outer.getRequest === 'function') {
    return asObject(Reflect.apply(outer.getRequest, outer, []));
  }
  if ('getResponse' in outer && typeof outer.getResponse === 'function') {
    return asObject(Reflect.apply(outer.getResponse, outer, []));
  }
  return undefined;
}

function asObject(value: unknown): object | undefined {
  return typeof value === 'object' && value !== null ? value : undefined;
}
