import { SessionError } from 'httpsession';
import type { HttpSession } from 'httpsession';
import { expectSame, type Model, type ModelSlot, type RealSlot } from './lifecycle-world.ts';

/** Something that the application does in a request. */
export type Step =
  | { readonly kind: 'getSession'; readonly create: boolean }
  | { readonly kind: 'look' }
  | { readonly kind: 'flags' }
  | { readonly kind: 'invalidate' }
  | { readonly kind: 'changeId' }
  | { readonly kind: 'set'; readonly name: string; readonly value: unknown }
  | { readonly kind: 'remove' | 'take'; readonly name: string }
  | { readonly kind: 'setInterval'; readonly seconds: number }
  | { readonly kind: 'setPrincipal'; readonly principal: string | null };

/** Steps on the session object that the application has got before. */
type FaceStep = Exclude<Step, { kind: 'getSession' | 'flags' | 'changeId' }>;

/** Whether a step needs a session object. */
export function needsFace(step: Step): step is FaceStep {
  return step.kind !== 'getSession' && step.kind !== 'flags' && step.kind !== 'changeId';
}

/** Does a step. Gives what can be seen of it. */
export function act(slot: RealSlot, step: Step): unknown {
  if (needsFace(step)) return actOnFace(slot.face!, step);
  const { request } = slot.exchange;
  if (step.kind === 'flags') {
    return [
      request.getRequestedSessionId(),
      request.isRequestedSessionIdValid(),
      request.isRequestedSessionIdFromCookie(),
      request.isRequestedSessionIdFromURL(),
    ];
  }
  if (step.kind === 'changeId') return outcomeOf(() => request.changeSessionId());
  return outcomeOf(() => {
    const session = request.getSession(step.create);
    if (session !== null) slot.face = session;
    return session?.getId() ?? null;
  });
}

function actOnFace(face: HttpSession, step: FaceStep): unknown {
  switch (step.kind) {
    case 'look':
      return {
        id: face.getId(),
        interval: face.getMaxInactiveInterval(),
        isNew: outcomeOf(() => face.isNew()),
        createdAt: outcomeOf(() => face.getCreationTime()),
        lastAccessedAt: outcomeOf(() => face.getLastAccessedTime()),
        principal: outcomeOf(() => face.getPrincipal()),
        attributes: outcomeOf(() =>
          [...face.getAttributeNames()].map((name) => [name, face.getAttribute(name) as unknown]),
        ),
      };
    case 'set':
      return outcomeOf(() => face.setAttribute(step.name, step.value));
    case 'remove':
      return outcomeOf(() => face.removeAttribute(step.name));
    case 'take':
      return outcomeOf(() => face.takeAttribute(step.name) as unknown);
    case 'invalidate':
      return outcomeOf(() => face.invalidate());
    case 'setInterval':
      return outcomeOf(() => face.setMaxInactiveInterval(step.seconds));
    case 'setPrincipal':
      return outcomeOf(() => face.setPrincipal(step.principal));
  }
}

/** Does the same in the model. Gives what must have been seen; ids are taken from the manager. */
export function predict(
  { model, at, real }: { model: Model; at: ModelSlot; real: RealSlot },
  step: Step,
): unknown {
  if (needsFace(step)) return predictOnFace(model, at, step);
  const { request } = at;
  if (step.kind === 'getSession') return predictSession({ model, at, real }, step.create);
  if (step.kind === 'flags') {
    return [
      request.requestedId,
      request.opened?.isOver === false && request.opened.id === request.openedId,
      request.requestedId !== null,
      false,
    ];
  }
  const { session } = request;
  if (session === undefined || session.isOver) return 'threw HTTPSESSION_NO_SESSION';
  const newId = real.exchange.request.getSession().getId();
  note(model, newId);
  model.sessions.rename(session, newId);
  request.newId = newId;
  return newId;
}

function predictSession(
  { model, at, real }: { model: Model; at: ModelSlot; real: RealSlot },
  isCreating: boolean,
): unknown {
  const { request } = at;
  const { session } = request;
  if (session?.isOver === false) {
    at.face ??= { session, isNew: session !== request.opened, lastAccessedAt: request.previousAt };
    return session.id;
  }
  if (!isCreating) return null;
  if (!model.sessions.makeRoom()) return 'threw HTTPSESSION_TOO_MANY_SESSIONS';
  const id = real.face?.getId() ?? '';
  note(model, id);
  const created = model.sessions.create(request, id);
  at.face = { session: created, isNew: true, lastAccessedAt: created.createdAt };
  return id;
}

/** An id that comes from the manager has never been seen before, by anybody. */
function note(model: Model, id: string): void {
  expectSame([id, model.ids.includes(id)], [id, false]);
  model.ids.push(id);
}

function predictOnFace(model: Model, at: ModelSlot, step: FaceStep): unknown {
  const face = at.face!;
  const { session } = face;
  const unlessOver = (value: () => unknown): unknown => (session.isOver ? INVALIDATED : value());
  switch (step.kind) {
    case 'look':
      return {
        id: session.id,
        interval: session.interval,
        isNew: unlessOver(() => face.isNew),
        createdAt: unlessOver(() => session.createdAt),
        lastAccessedAt: unlessOver(() => face.lastAccessedAt),
        principal: unlessOver(() => session.principal),
        attributes: unlessOver(() => [...session.attributes]),
      };
    case 'set':
      return unlessOver(() => {
        if (step.value === null || step.value === undefined) session.attributes.delete(step.name);
        else session.attributes.set(step.name, step.value);
      });
    case 'remove':
      return unlessOver(() => {
        session.attributes.delete(step.name);
      });
    case 'take':
      return unlessOver(() => {
        const value = session.attributes.get(step.name) ?? null;
        session.attributes.delete(step.name);
        return value;
      });
    case 'invalidate':
      return unlessOver(() => {
        at.request.hasEnded ||= session === at.request.opened;
        model.sessions.invalidate(session);
      });
    case 'setInterval':
      session.interval = step.seconds;
      return undefined;
    case 'setPrincipal':
      return unlessOver(() => model.sessions.setPrincipal(session, step.principal));
  }
}

const INVALIDATED = 'threw HTTPSESSION_INVALIDATED';

/** What a method gives or throws. */
function outcomeOf(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    if (error instanceof SessionError) return `threw ${error.code}`;
    throw error;
  }
}
