import type { HttpSessionBindingEvent, HttpSessionBindingListener } from 'httpsession';
import type { ServletContext } from '@httpsession/servlet';
import { add } from './user-counter.ts';

/** Somebody who is signed in for as long as a session holds this. */
export class User implements HttpSessionBindingListener {
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  getName(): string {
    return this.#name;
  }

  valueBound(event: HttpSessionBindingEvent): void {
    add(event.getSession().getServletContext() as ServletContext, 'users', 1);
  }

  valueUnbound(event: HttpSessionBindingEvent): void {
    add(event.getSession().getServletContext() as ServletContext, 'users', -1);
  }
}
