package dev.stadion.chronos.document;

import dev.stadion.chronos.job.Card;
import dev.stadion.chronos.job.DeleteAfter;
import dev.stadion.chronos.schedule.Span;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads how a job is filed (chronos.md B-66, B-68). */
final class CardReader {
  private static final int MOST_LABELS = 100;
  private static final int LONGEST_VALUE = 4_000;

  private CardReader() {}

  static Card read(Fields fields) {
    var card = new Card(labels(fields), deleteAfter(fields));
    return card.equals(Card.NONE) ? Card.NONE : card;
  }

  private static SortedMap<String, String> labels(Fields fields) {
    SortedMap<String, String> labels = new TreeMap<>();
    Optional<Fields> sent = fields.child("labels");
    if (sent.isEmpty()) {
      return labels;
    }
    for (String key : sent.get().names()) {
      if (!Card.isKey(key)) {
        fields.problem(
            "labels", "'%s' cannot be the key of a label".formatted(StrictJson.shown(key)));
        continue;
      }
      String value = sent.get().text(key, "");
      if (value.length() > LONGEST_VALUE) {
        sent.get().problem(key, "a label must not be longer than " + LONGEST_VALUE);
      }
      labels.put(key, value);
    }
    if (labels.size() > MOST_LABELS) {
      fields.problem("labels", "a job must not have more than " + MOST_LABELS + " labels");
    }
    return labels;
  }

  private static Optional<DeleteAfter> deleteAfter(Fields fields) {
    Optional<String> text = fields.text("deleteAfter");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    return switch (text.get()) {
      case "success" -> Optional.of(new DeleteAfter.Success());
      case "completion" -> Optional.of(new DeleteAfter.Completion());
      default -> fields.parsed("deleteAfter", text.get(), Span::parse).map(DeleteAfter.Time::new);
    };
  }
}
