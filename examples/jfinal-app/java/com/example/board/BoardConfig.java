package com.example.board;

import com.jfinal.config.Constants;
import com.jfinal.config.Handlers;
import com.jfinal.config.Interceptors;
import com.jfinal.config.JFinalConfig;
import com.jfinal.config.Plugins;
import com.jfinal.config.Routes;
import com.jfinal.template.Engine;

/** The settings of the application. */
public class BoardConfig extends JFinalConfig {
  @Override
  public void configConstant(Constants me) {
    me.setDevMode(false);
    me.setInjectDependency(true);
  }

  @Override
  public void configRoute(Routes me) {
    me.add("/", IndexController.class);
    me.add("/account", AccountController.class);
    me.add("/message", MessageController.class);
  }

  @Override
  public void configEngine(Engine me) {}

  @Override
  public void configPlugin(Plugins me) {}

  @Override
  public void configInterceptor(Interceptors me) {
    me.add(new ActionNameInterceptor());
  }

  @Override
  public void configHandler(Handlers me) {}
}
