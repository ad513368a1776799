import type { MaybePromise } from './maybe-promise.ts';

/** Turns a view and the request attributes into text. `@httpsession/controller/views` has one. */
export interface ViewEngine {
  /**
   * @param view the path of the view below the root of views, such as `/user/index.html`
   * @param model the request attributes by name
   */
  render(view: string, model: Readonly<Record<string, unknown>>): MaybePromise<string>;
}
