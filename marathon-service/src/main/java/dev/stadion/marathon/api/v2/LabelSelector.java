package dev.stadion.marathon.api.v2;

import dev.stadion.marathon.api.Refusals;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Chooses apps by their labels (marathon.md §3.2). */
final class LabelSelector {
  private final String text;
  private final List<Predicate<Map<String, String>>> conditions = new ArrayList<>();
  private int at;

  private LabelSelector(String text) {
    this.text = text;
  }

  /** An empty text matches everything. */
  static LabelSelector parse(String text) {
    var selector = new LabelSelector(text);
    selector.blanks();
    while (selector.at < text.length()) {
      selector.conditions.add(selector.condition());
      selector.blanks();
      if (selector.at < text.length() && !selector.take(",")) {
        throw selector.refusal("expected , at position " + selector.at);
      }
      if (selector.at > 0 && text.charAt(selector.at - 1) == ',' && selector.rest().isBlank()) {
        throw selector.refusal("expected a label after ,");
      }
      selector.blanks();
    }
    return selector;
  }

  boolean matches(Map<String, String> labels) {
    return conditions.stream().allMatch(condition -> condition.test(labels));
  }

  private Predicate<Map<String, String>> condition() {
    String label = term();
    blanks();
    if (take("==")) {
      String value = term();
      return labels -> value.equals(labels.get(label));
    }
    if (take("!=")) {
      String value = term();
      return labels -> labels.containsKey(label) && !value.equals(labels.get(label));
    }
    if (takeWord("notin")) {
      Set<String> values = values();
      return labels -> labels.containsKey(label) && !values.contains(labels.get(label));
    }
    if (takeWord("in")) {
      Set<String> values = values();
      return labels -> values.contains(labels.getOrDefault(label, "")) && labels.containsKey(label);
    }
    return labels -> labels.containsKey(label);
  }

  private Set<String> values() {
    blanks();
    if (!take("(")) {
      throw refusal("expected ( at position " + at);
    }
    var values = new HashSet<String>();
    do {
      values.add(term());
      blanks();
    } while (take(","));
    if (!take(")")) {
      throw refusal("expected ) at position " + at);
    }
    return values;
  }

  private String term() {
    blanks();
    var term = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\\' && at + 1 < text.length()) {
        term.append(text.charAt(at + 1));
        at += 2;
      } else if (Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.') {
        term.append(c);
        at++;
      } else {
        break;
      }
    }
    if (term.isEmpty()) {
      throw refusal("expected a term at position " + at);
    }
    return term.toString();
  }

  private void blanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private boolean take(String token) {
    boolean found = text.startsWith(token, at);
    at += found ? token.length() : 0;
    return found;
  }

  private boolean takeWord(String word) {
    int end = at + word.length();
    boolean ends =
        end >= text.length() || Character.isWhitespace(text.charAt(end)) || text.charAt(end) == '(';
    return ends && take(word);
  }

  private String rest() {
    return text.substring(at);
  }

  private RuntimeException refusal(String reason) {
    String shown = text.length() > 100 ? text.substring(0, 100) : text;
    return Refusals.unprocessable(
        "Can not parse label selector "
            + shown.replaceAll("\\p{Cntrl}", " ")
            + ". Reason: "
            + reason);
  }
}
