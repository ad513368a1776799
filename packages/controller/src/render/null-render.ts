import { BaseRender } from './base-render.ts';

/** Writes nothing: the action has used the response itself. */
export class NullRender extends BaseRender {
  render(): void {
    // Whatever there is to say has been said.
  }
}
