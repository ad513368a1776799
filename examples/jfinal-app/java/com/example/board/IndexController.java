package com.example.board;

import com.jfinal.aop.Inject;
import com.jfinal.core.Controller;

/** The first page, and what has no page. */
public class IndexController extends Controller {
  @Inject Board board;

  public void index() {
    String user = getSessionAttr("user");
    renderText("Hello " + (user == null ? "stranger" : user) + ", " + board.all().size() + " messages");
  }

  public void visits() {
    Integer visits = getSessionAttr("visits", 0);
    setSessionAttr("visits", visits + 1);
    renderJson("visits", visits + 1);
  }

  public void add() {
    int sum = getInt("a", 0) + getInt("b", 0);
    renderText("sum: " + sum);
  }
}
