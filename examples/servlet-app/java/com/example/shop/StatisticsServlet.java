package com.example.shop;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;

/** What the listeners have counted. Never makes a session. */
public class StatisticsServlet extends HttpServlet {
  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.setContentType("text/plain");
    PrintWriter out = response.getWriter();
    out.println("sessions: " + getServletContext().getAttribute("sessions"));
    out.println("users: " + getServletContext().getAttribute("users"));
    out.println("shop: " + getServletContext().getInitParameter("shop"));
    out.println("timeout: " + getServletContext().getSessionTimeout());
  }
}
