/**
 * Puts a method in front of the one that an object has. Gives what takes it away again and brings back
 * what was there; that does nothing once somebody else has put another one in front.
 */
export function override(target: object, name: string, method: unknown): () => void {
  const former = Object.getOwnPropertyDescriptor(target, name);
  Reflect.set(target, name, method);
  return () => {
    if (Reflect.get(target, name) !== method) return;
    if (former === undefined) Reflect.deleteProperty(target, name);
    else Object.defineProperty(target, name, former);
  };
}
