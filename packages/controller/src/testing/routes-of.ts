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
  const mapping = new Application(config).actions();
  const routes = new Map<string, Action>();
  for (const key of mapping.getAllActionKeys()) {
    const action = mapping.get(key);
    if (action !== undefined) routes.set(key, action);
  }
  return routes;
}
