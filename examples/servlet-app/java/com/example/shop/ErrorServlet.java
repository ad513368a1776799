package com.example.shop;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** One page for all that goes wrong. */
public class ErrorServlet extends HttpServlet {
  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.setContentType("text/plain;charset=UTF-8");
    response
        .getWriter()
        .println(
            "Error "
                + request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE)
                + " at "
                + request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI)
                + ": "
                + request.getAttribute(RequestDispatcher.ERROR_MESSAGE));
  }
}
