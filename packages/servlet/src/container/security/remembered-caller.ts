import type { Principal, Realm } from '../../api/index.ts';
import type { ContainerRequest } from '../../http/contracts.ts';

/**
 * Puts a user into a session, if there is one, under another id: whoever knew the id before the login
 * must not know it after. Then the request has the user as well.
 * @throws IllegalStateException when the response is committed, so that the client cannot get the id
 * @throws PrincipalLimitError when the user has as many sessions as are allowed
 */
export function rememberCaller(
  request: ContainerRequest,
  principal: Principal,
  authType: string,
): void {
  const session = request.getSession(false);
  if (session !== null) {
    request.changeSessionId();
    session.setPrincipal(principal.getName());
  }
  request.setPrincipal(principal, authType);
}

/** Gives a request the user that its session remembers, if that is a user still. */
export function recallCaller(
  request: ContainerRequest,
  realm: Realm | undefined,
  authType: string,
): void {
  const name = request.getSession(false)?.getPrincipal() ?? null;
  if (name === null) return;
  const principal =
    realm?.findPrincipal === undefined ? new NamedPrincipal(name) : realm.findPrincipal(name);
  if (principal !== null) request.setPrincipal(principal, authType);
}

/** Takes the user from the request and its session. */
export function forgetCaller(request: ContainerRequest): void {
  request.setPrincipal(null, null);
  request.getSession(false)?.setPrincipal(null);
}

/** A user of whom nothing is known but the name. */
class NamedPrincipal implements Principal {
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  getName(): string {
    return this.#name;
  }
}
