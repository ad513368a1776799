package com.example.board;

import com.jfinal.aop.Before;
import com.jfinal.aop.Inject;
import com.jfinal.core.Controller;

/** The messages of the board. */
@Before(LoginInterceptor.class)
public class MessageController extends Controller {
  @Inject Board board;

  public void index() {
    String notice = getSessionAttr("notice");
    removeSessionAttr("notice");
    set("notice", notice);
    set("messages", board.all());
    render("list.html");
  }

  public void form() {
    createToken();
    render("form.html");
  }

  @Before(MessageValidator.class)
  public void save() {
    int number = board.add(getSessionAttr("user"), getPara("text"));
    setSessionAttr("notice", "Saved as number " + number);
    redirect("/message");
  }

  public void show() {
    String message = board.get(getParaToInt(0, 1));
    if (message == null) {
      renderError(404);
    }
    set("message", message).set("format", getPara(1, "text"));
    if ("json".equals(getPara(1))) {
      renderJson(new String[] {"message"});
    } else {
      renderText(message);
    }
  }
}
