import { ControllerError } from '../common/errors.ts';
import type { MaybePromise } from '../common/maybe-promise.ts';
import { TemplateRender } from './template-render.ts';

/** Writes the view of an action that has set no render. */
export class DefaultViewRender extends TemplateRender {
  override render(): MaybePromise<void> {
    const { config, action } = this.exchange;
    if (config.viewEngine !== undefined) return super.render();
    throw new ControllerError(
      'CONTROLLER_RENDER',
      `${action.controllerClass.name}.${action.methodName} has set no render, and there is no view ` +
        'engine for its default view; call renderNull() where the action has written the answer itself',
    );
  }
}
