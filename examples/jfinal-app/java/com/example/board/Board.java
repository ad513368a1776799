package com.example.board;

import java.util.ArrayList;
import java.util.List;

/** All messages, the oldest first. */
public class Board {
  private final List<String> messages = new ArrayList<>();

  public synchronized int add(String author, String text) {
    messages.add(author + ": " + text);
    return messages.size();
  }

  public synchronized List<String> all() {
    return List.copyOf(messages);
  }

  public synchronized String get(int number) {
    return number < 1 || number > messages.size() ? null : messages.get(number - 1);
  }
}
