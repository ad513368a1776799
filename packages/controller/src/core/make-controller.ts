import { ControllerError } from '../common/errors.ts';
import { bindExchange, type Controller } from './controller.ts';
import type { Exchange } from './exchange.ts';

/**
 * The controller of a request: made, given its request, and filled.
 * @throws ControllerError when the factory gives something else, or one that has served before
 */
export function makeController(exchange: Exchange): Controller {
  const { action, config } = exchange;
  const { controllerClass } = action;
  const controller: object = config.controllerFactory.getController(controllerClass);
  if (!(controller instanceof controllerClass)) {
    throw new ControllerError(
      'CONTROLLER_CONFIG',
      `The ControllerFactory has made no ${controllerClass.name}: getController(type) has to give a ` +
        'new object of the type, or of a class that extends it',
    );
  }
  bindExchange(controller, exchange);
  action.prepare?.(controller);
  return controller;
}
