import type { ControllerClass } from './action.ts';

/**
 * Makes controllers, one for each request. Extend it to build them in your own way, such as from a
 * container of yours, and give it to `setControllerFactory`. Fields that say `@Inject` are filled
 * afterwards.
 */
export class ControllerFactory {
  /**
   * A new controller of a class, or of one that extends it. JFinal's `recycle` is left out: while one
   * request waits another one runs, so a controller that is used twice would show one user what
   * belongs to the other. One that comes back is refused with 500.
   */
  getController<C extends object>(type: ControllerClass<C>): C {
    return new type();
  }
}
