package com.example.shop;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;

/** Who is not signed in is sent to the form. */
public class GuardFilter implements Filter {
  private String loginPage;

  @Override
  public void init(FilterConfig config) {
    loginPage = config.getInitParameter("loginPage");
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest httpRequest = (HttpServletRequest) request;
    HttpServletResponse httpResponse = (HttpServletResponse) response;
    HttpSession session = httpRequest.getSession(false);
    if (session == null || session.getAttribute("user") == null) {
      httpResponse.sendRedirect(httpRequest.getContextPath() + loginPage);
      return;
    }
    httpResponse.setHeader("X-User", ((User) session.getAttribute("user")).getName());
    chain.doFilter(request, response);
  }
}
