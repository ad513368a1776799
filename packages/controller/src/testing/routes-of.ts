import type { Action } from '../common/action.ts';
import type { AppConfig } from '../core/app-config.ts';
import { Application } from '../core/application.ts';

/**
 * The whole table of actions of an application, by their paths: with classes, interceptors and
 * arguments, without starting anything. What a port compares with the original.
 *
 * @throws RoutingError, ConfigError as the start of the application would
 */
export function routesOf(config: AppConfig): ReadonlyMap<string, Action> {
  const actions = new Application(config).actions().list();
  return new Map(actions.map((action) => [action.actionKey, action]));
}
