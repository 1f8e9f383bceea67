package dev.stadion.chronos.document;

import java.util.Locale;

/** What a document calls the values of an enum: {@code FIRE_ALL} is {@code fireAll}. */
final class Words {
  private Words() {}

  static String of(Enum<?> value) {
    String[] words = value.name().toLowerCase(Locale.ROOT).split("_", -1);
    var name = new StringBuilder(words[0]);
    for (int i = 1; i < words.length; i++) {
      name.append(Character.toUpperCase(words[i].charAt(0))).append(words[i].substring(1));
    }
    return name.toString();
  }
}
