import type { ClientEvents } from './client-shapes.ts';

type Listener = (...args: never[]) => void;

/** Each driver declares its events in a way of its own, and no one type of a listener fits them all. */
export function listen(
  emitter: Pick<ClientEvents, 'on'>,
  event: string | symbol,
  listener: Listener,
): void {
  emitter.on(event, listener as never);
}

/** The opposite of `listen`. */
export function unlisten(
  emitter: Pick<ClientEvents, 'off'>,
  event: string | symbol,
  listener: Listener,
): void {
  emitter.off(event, listener as never);
}
