package com.example.shop;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;

/** Counts the sessions that live. */
public class UserCounter implements ServletContextListener, HttpSessionListener {
  @Override
  public void contextInitialized(ServletContextEvent event) {
    event.getServletContext().setAttribute("sessions", 0);
    event.getServletContext().setAttribute("users", 0);
  }

  @Override
  public void sessionCreated(HttpSessionEvent event) {
    add(event.getSession().getServletContext(), "sessions", 1);
  }

  @Override
  public void sessionDestroyed(HttpSessionEvent event) {
    add(event.getSession().getServletContext(), "sessions", -1);
  }

  static void add(ServletContext context, String name, int difference) {
    synchronized (context) {
      context.setAttribute(name, (Integer) context.getAttribute(name) + difference);
    }
  }
}
