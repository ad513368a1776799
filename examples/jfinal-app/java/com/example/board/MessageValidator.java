package com.example.board;

import com.jfinal.core.Controller;
import com.jfinal.validate.Validator;

/** A message comes from our form, once, and says something. */
public class MessageValidator extends Validator {
  @Override
  protected void validate(Controller c) {
    validateToken("_jfinal_token", "tokenError", "This form has been sent already");
    validateRequiredString("text", "textError", "Say something");
    validateString("text", 2, 20, "textError", "Two to twenty characters");
  }

  @Override
  protected void handleError(Controller c) {
    c.keepPara("text");
    c.createToken();
    c.render("form.html");
  }
}
