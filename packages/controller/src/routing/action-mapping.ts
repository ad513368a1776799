import type { Action } from '../common/action.ts';
import { RoutingError } from '../common/errors.ts';
import type { Routes } from './routes.ts';

/** An action, and what stands in the URL behind it. */
export interface ActionMatch<A extends Action> {
  readonly action: A;
  /** Not decoded; `null` when there is nothing. */
  readonly urlPara: string | null;
}

/**
 * Makes the table of actions of an application, out of all that its routes have given: complete,
 * with interceptors and arguments.
 */
export type ActionMappingFactory = <A extends Action>(
  routes: Routes,
  actions: readonly A[],
) => ActionMapping<A>;

/**
 * Finds the action of a request: two look-ups in a table at most. Extend it and override `find` to
 * have other paths lead to actions, and give that to `setActionMapping`.
 */
export class ActionMapping<A extends Action = Action> {
  readonly #actions: Map<string, A> = new Map<string, A>();

  /**
   * @param actions those that can be found
   * @throws RoutingError when two actions have one key
   */
  constructor(actions: Iterable<A>) {
    for (const action of actions) this.#put(action);
    const root = this.#actions.get('/');
    // So that `/7` is found as the home page with a parameter.
    if (root !== undefined) this.#actions.set('', root);
  }

  /** The keys of all actions, sorted. */
  getAllActionKeys(): string[] {
    return [...this.#actions.keys()].filter((key) => key !== '').sort();
  }

  /** All actions, sorted by their keys. */
  list(): A[] {
    return this.getAllActionKeys().flatMap((key) => this.get(key) ?? []);
  }

  /** The action of exactly this key, or `undefined`. */
  get(actionKey: string): A | undefined {
    return this.#actions.get(actionKey);
  }

  /**
   * The action of a path: that of the whole, or that of all before the last slash, with the rest as
   * URL parameter.
   */
  find(path: string): ActionMatch<A> | undefined {
    const exact = this.#actions.get(path);
    if (exact !== undefined) return { action: exact, urlPara: null };
    const cut = path.lastIndexOf('/');
    if (cut < 0) return undefined;
    const action = this.#actions.get(path.slice(0, cut));
    if (action === undefined) return undefined;
    return { action, urlPara: cut + 1 === path.length ? null : path.slice(cut + 1) };
  }

  #put(action: A): void {
    const other = this.#actions.get(action.actionKey);
    if (other !== undefined) {
      throw new RoutingError(
        { className: action.controllerClass.name, member: action.methodName },
        `answers ${action.actionKey}, and so does ${other.controllerClass.name}.${other.methodName}`,
      );
    }
    this.#actions.set(action.actionKey, action);
  }
}
