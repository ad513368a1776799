import type { InterceptorOf, InvocationOf } from '../common/interceptor.ts';
import type { Controller } from './controller.ts';

/** One run of an action with everything around it. */
export type Invocation = InvocationOf<Controller>;

/** Runs around actions. One object serves all requests, so it keeps nothing of a request. */
export type Interceptor = InterceptorOf<Controller>;
