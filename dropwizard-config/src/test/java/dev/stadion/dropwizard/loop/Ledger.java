package dev.stadion.dropwizard.loop;

import dev.stadion.scheduling.heart.Decision;
import dev.stadion.scheduling.heart.Heart;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The smallest heart that shows everything a loop does: it numbers what it is told. */
final class Ledger implements Heart<Ledger.Book, Ledger.Entry, String, String, Long> {

  /**
   * @param lines how many lines were written
   * @param alarm when to write a line unasked
   */
  record Book(long lines, Optional<Instant> alarm) {
    static final Book EMPTY = new Book(0, Optional.empty());
  }

  sealed interface Entry {
    /** Remembered, and then told to the world. */
    record Write(String text) implements Entry {}

    /** Told to the world, with nothing to remember. */
    record Say(String text) implements Entry {}

    /** Answered from the state. */
    record Count() implements Entry {}

    record SetAlarm(Instant at) implements Entry {}

    record TimeHasCome() implements Entry {}

    record Impossible() implements Entry {}
  }

  @Override
  public Decision<Book, String, String, Long> decide(Book book, Entry entry, Instant now) {
    return switch (entry) {
      case Entry.Write(String text) -> write(book, book.alarm(), text);
      case Entry.Say(String text) ->
          new Decision<>(book, List.of(), List.of("say " + text), book.lines());
      case Entry.Count() -> Decision.unchanged(book, book.lines());
      case Entry.SetAlarm(Instant at) -> write(book, Optional.of(at), "alarm");
      case Entry.TimeHasCome() ->
          book.alarm().filter(at -> !at.isAfter(now)).isPresent()
              ? write(book, Optional.empty(), "rang at " + now)
              : Decision.unchanged(book, book.lines());
      case Entry.Impossible() -> throw new IllegalStateException("this cannot be");
    };
  }

  private static Decision<Book, String, String, Long> write(
      Book book, Optional<Instant> alarm, String text) {
    long line = book.lines() + 1;
    return new Decision<>(new Book(line, alarm), List.of(text), List.of("tell " + text), line);
  }

  @Override
  public Optional<Instant> wakeAt(Book book) {
    return book.alarm();
  }

  @Override
  public Entry wakeUp() {
    return new Entry.TimeHasCome();
  }
}
