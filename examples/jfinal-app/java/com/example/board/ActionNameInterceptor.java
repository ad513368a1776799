package com.example.board;

import com.jfinal.aop.Interceptor;
import com.jfinal.aop.Invocation;

/** Tells which action answers. */
public class ActionNameInterceptor implements Interceptor {
  @Override
  public void intercept(Invocation inv) {
    inv.getController().getResponse().setHeader("X-Action", inv.getActionKey());
    inv.invoke();
  }
}
