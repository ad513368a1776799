package com.example.shop;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** What is in the cart, and one more thing for it. */
public class CartServlet extends HttpServlet {
  private static final int MAX_ITEMS = 5;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    HttpSession session = request.getSession();
    User user = (User) session.getAttribute("user");
    response.setContentType("text/html;charset=UTF-8");
    PrintWriter out = response.getWriter();
    out.println("<!DOCTYPE html><title>Cart</title>");
    out.println("<h1>Cart of " + Html.escape(user.getName()) + "</h1>");
    out.println("<ul>");
    for (String item : itemsOf(session)) {
      out.println("<li>" + Html.escape(item) + "</li>");
    }
    out.println("</ul>");
    out.println("<form method=\"post\" action=\"" + response.encodeURL("cart") + "\">");
    out.println("<input name=\"item\"><button>Add</button></form>");
    out.println("<a href=\"" + response.encodeURL("logout") + "\">Sign out</a>");
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    String item = request.getParameter("item");
    if (item == null || item.isBlank()) {
      response.sendError(HttpServletResponse.SC_BAD_REQUEST, "Say which item");
      return;
    }
    HttpSession session = request.getSession();
    List<String> items = new ArrayList<>(itemsOf(session));
    if (items.size() >= MAX_ITEMS) {
      throw new ServletException("The cart is full");
    }
    items.add(item.trim());
    session.setAttribute("items", items);
    response.sendRedirect(response.encodeRedirectURL("cart"));
  }

  @SuppressWarnings("unchecked")
  private static List<String> itemsOf(HttpSession session) {
    List<String> items = (List<String>) session.getAttribute("items");
    return items == null ? List.of() : items;
  }
}
