package dev.stadion.master.heart;

import dev.stadion.scheduling.resource.Resources;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import org.pcollections.PSortedMap;

/** The books of all roles while one decision is being made; a part of {@link Draft}. */
final class RoleLedger {
  private PSortedMap<String, RoleBook> books;
  private Scalars pool;

  RoleLedger(PSortedMap<String, RoleBook> books, Scalars pool) {
    this.books = books;
    this.pool = pool;
  }

  PSortedMap<String, RoleBook> books() {
    return books;
  }

  /** What all agents have together. */
  Scalars pool() {
    return pool;
  }

  RoleBook book(String role) {
    RoleBook book = books.get(role);
    return book == null ? RoleBook.EMPTY : book;
  }

  void add(String role, RoleUse more) {
    update(role, use -> use.plus(more));
  }

  void subtract(String role, RoleUse less) {
    update(role, use -> use.minus(less));
  }

  private void update(String role, UnaryOperator<RoleUse> change) {
    RoleBook own = book(role);
    books = books.plus(role, own.withOwn(change.apply(own.own())));
    for (String above : RolePath.upwards(role)) {
      RoleBook book = book(above);
      books = books.plus(above, book.withSubtree(change.apply(book.subtree())));
    }
  }

  /** An agent has {@code is} in the pool now and had {@code was}. */
  void pooled(Resources was, Resources is) {
    pool = pool.minus(Scalars.of(was)).plus(Scalars.of(is));
    reservations(was).forEach((role, amount) -> reserve(role, Scalars.ZERO.minus(amount)));
    reservations(is).forEach(this::reserve);
  }

  private void reserve(String role, Scalars more) {
    for (String above : RolePath.upwards(role)) {
      RoleBook book = book(above);
      books = books.plus(above, book.withReserved(book.reserved().plus(more)));
    }
  }

  private static SequencedMap<String, Scalars> reservations(Resources resources) {
    var roles = new ArrayList<String>();
    resources.forEach((key, quantity) -> {
      if (!key.reservations().isEmpty() && !roles.contains(key.role())) {
        roles.add(key.role());
      }
    });
    var reserved = new LinkedHashMap<String, Scalars>();
    for (String role : roles) {
      reserved.put(role, Scalars.of(resources, key -> key.role().equals(role)));
    }
    return reserved;
  }

  /** Keeps track of who wants offers for what; either may be null. */
  @SuppressWarnings("ReferenceEquality")
  void changed(Framework was, Framework is) {
    if (was != null
        && is != null
        && was.connected() == is.connected()
        && was.suppressed() == is.suppressed()
        && was.description() == is.description()) {
      return;
    }
    List<String> before = bids(was);
    List<String> after = bids(is);
    for (String role : before) {
      if (!after.contains(role)) {
        RoleBook book = book(role);
        books = books.plus(role, book.withBidders(book.bidders().minus(was.id())));
      }
    }
    for (String role : after) {
      if (!before.contains(role)) {
        RoleBook book = book(role);
        books = books.plus(role, book.withBidders(book.bidders().plus(is.id())));
      }
    }
  }

  private static List<String> bids(Framework framework) {
    return framework == null || !framework.connected()
        ? List.of()
        : framework.description().offerRoles().stream()
            .filter(role -> !framework.suppressed().contains(role))
            .toList();
  }

  /** A framework is gone for good: roles that only it has used are forgotten. */
  void forgetUnused(Framework gone) {
    for (String role : gone.uses().keySet()) {
      for (String above : RolePath.upwards(role)) {
        if (book(above).isEmpty()) {
          books = books.minus(above);
        }
      }
    }
  }
}
