package com.example.shop;

import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;

/** Somebody who is signed in for as long as a session holds this. */
public class User implements HttpSessionBindingListener {
  private final String name;

  public User(String name) {
    this.name = name;
  }

  public String getName() {
    return name;
  }

  @Override
  public void valueBound(HttpSessionBindingEvent event) {
    UserCounter.add(event.getSession().getServletContext(), "users", 1);
  }

  @Override
  public void valueUnbound(HttpSessionBindingEvent event) {
    UserCounter.add(event.getSession().getServletContext(), "users", -1);
  }
}
