import type { Interceptor, Invocation, MaybePromise } from '@httpsession/controller';

/** Tells which action answers. */
export class ActionNameInterceptor implements Interceptor {
  intercept(inv: Invocation): MaybePromise<void> {
    inv.getController().getResponse().setHeader('X-Action', inv.getActionKey());
    return inv.invoke();
  }
}
