import { ConfigError } from '../common/errors.ts';
import type { InterceptorClass, InterceptorRef } from '../common/metadata.ts';

/** The interceptors of all actions. */
export class Interceptors {
  readonly #list: InterceptorRef[] = [];

  /**
   * Adds an interceptor before all actions, behind those that are there.
   *
   * @throws ConfigError when there is one of its class already
   */
  add(interceptor: InterceptorRef): this {
    const type = classOf(interceptor);
    if (this.#list.some((other) => classOf(other) === type)) {
      throw new ConfigError(`There is a global interceptor of the class ${type.name} already`);
    }
    this.#list.push(interceptor);
    return this;
  }

  /** The same as `add`, under the name it has in JFinal. */
  addGlobalActionInterceptor(interceptor: InterceptorRef): this {
    return this.add(interceptor);
  }

  /** In the order in which they run. */
  list(): readonly InterceptorRef[] {
    return this.#list;
  }
}

function classOf(interceptor: InterceptorRef): InterceptorClass {
  return typeof interceptor === 'function'
    ? interceptor
    : (interceptor.constructor as InterceptorClass);
}
