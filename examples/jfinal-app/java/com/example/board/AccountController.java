package com.example.board;

import com.jfinal.aop.Before;
import com.jfinal.aop.Clear;
import com.jfinal.core.Controller;

/** Signing in and out. */
@Before(LoginInterceptor.class)
public class AccountController extends Controller {
  public void index() {
    renderText("Signed in as " + getSessionAttr("user"));
  }

  @Clear(LoginInterceptor.class)
  public void form() {
    String notice = getSessionAttr("notice");
    removeSessionAttr("notice");
    renderHtml(
        "<p>" + (notice == null ? "" : notice) + "</p>"
            + "<form method=\"post\" action=\"/account/login\">"
            + "<input name=\"name\"><input name=\"password\" type=\"password\"><button>Sign in</button></form>");
  }

  @Clear(LoginInterceptor.class)
  public void login() {
    String name = getPara("name");
    if (name == null || !"secret".equals(getPara("password"))) {
      setSessionAttr("notice", "Wrong name or password");
      redirect("/account/form");
      return;
    }
    getSession();
    getRequest().changeSessionId();
    setSessionAttr("user", name);
    redirect("/message");
  }

  public void logout() {
    getSession().invalidate();
    redirect("/");
  }
}
