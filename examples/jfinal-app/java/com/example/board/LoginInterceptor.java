package com.example.board;

import com.jfinal.aop.Interceptor;
import com.jfinal.aop.Invocation;
import com.jfinal.core.Controller;

/** Who is not signed in is sent to the form. */
public class LoginInterceptor implements Interceptor {
  @Override
  public void intercept(Invocation inv) {
    Controller controller = inv.getController();
    if (controller.getSessionAttr("user") == null) {
      controller.setSessionAttr("notice", "Please sign in");
      controller.redirect("/account/form");
      return;
    }
    inv.invoke();
  }
}
