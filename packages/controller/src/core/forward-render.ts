import { ControllerError } from '../common/errors.ts';
import type { Render } from '../common/exchange.ts';

/** Says that another action goes on with the request. Where it is set, it counts as a render. */
export class ForwardRender implements Render {
  /** The path of the other action, with its URL parameter. */
  readonly actionUrl: string;

  constructor(actionUrl: string) {
    this.actionUrl = actionUrl;
  }

  setContext(): this {
    return this;
  }

  /** @throws ControllerError always: only what runs actions can do it */
  render(): never {
    throw new ControllerError(
      'CONTROLLER_RENDER',
      'A forward cannot be rendered, only set as render',
    );
  }
}
