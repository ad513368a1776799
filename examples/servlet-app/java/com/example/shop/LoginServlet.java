package com.example.shop;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.io.PrintWriter;

/** The form, and what it sends. Signing in gives the session another id. */
public class LoginServlet extends HttpServlet {
  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    response.setContentType("text/html;charset=UTF-8");
    PrintWriter out = response.getWriter();
    out.println("<!DOCTYPE html><title>Sign in</title>");
    Object message = request.getAttribute("message");
    if (message != null) {
      out.println("<p class=\"message\">" + Html.escape(message.toString()) + "</p>");
    }
    out.println("<form method=\"post\" action=\"" + response.encodeURL("login") + "\">");
    out.println("<input name=\"name\"><input name=\"password\" type=\"password\">");
    out.println("<button>Sign in</button></form>");
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    String name = request.getParameter("name");
    String password = request.getParameter("password");
    if (name == null || name.isEmpty() || !"secret".equals(password)) {
      request.setAttribute("message", "Wrong name or password: " + name);
      response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
      doGet(request, response);
      return;
    }
    HttpSession session = request.getSession();
    request.changeSessionId();
    session.setAttribute("user", new User(name));
    response.sendRedirect(response.encodeRedirectURL("cart"));
  }
}
