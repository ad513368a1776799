import type { InterceptorGroup, InterceptorRef } from '../common/metadata.ts';

/** Several interceptors under one name: extend it and add them in `config()`. */
export abstract class InterceptorStack implements InterceptorGroup {
  #members: InterceptorRef[] | undefined;

  /** Adds the members, in the order in which they run. Called once. */
  protected abstract config(): void;

  /** Adds members at the end. */
  protected addInterceptors(...interceptors: InterceptorRef[]): this {
    this.#members?.push(...interceptors);
    return this;
  }

  /** The members in the order in which they run. */
  interceptors(): readonly InterceptorRef[] {
    if (this.#members === undefined) {
      this.#members = [];
      this.config();
    }
    return this.#members;
  }
}
