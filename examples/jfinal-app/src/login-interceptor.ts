import type { Interceptor, Invocation, MaybePromise } from '@httpsession/controller';

/** Who is not signed in is sent to the form. */
export class LoginInterceptor implements Interceptor {
  intercept(inv: Invocation): MaybePromise<void> {
    const controller = inv.getController();
    if (controller.getSessionAttr('user') === null) {
      controller.setSessionAttr('notice', 'Please sign in');
      controller.redirect('/account/form');
      return undefined;
    }
    return inv.invoke();
  }
}
