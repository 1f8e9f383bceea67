package dev.stadion.master.document;

import java.lang.ref.SoftReference;
import java.util.IdentityHashMap;
import java.util.function.Function;

/**
 * The JSON of parts that have not changed since somebody looked last. Tasks and agents are
 * immutable, so one and the same object has one and the same JSON. What is kept is what the last
 * whole document was made of, and the garbage collector may have it when memory is short.
 */
final class Fragments {
  private volatile SoftReference<IdentityHashMap<Object, byte[]>> kept =
      new SoftReference<>(new IdentityHashMap<>());

  /** The parts for one document; used by one thread. */
  Generation generation() {
    IdentityHashMap<Object, byte[]> old = kept.get();
    return new Generation(old == null ? new IdentityHashMap<>() : old);
  }

  final class Generation {
    private final IdentityHashMap<Object, byte[]> old;
    private final IdentityHashMap<Object, byte[]> next;

    private Generation(IdentityHashMap<Object, byte[]> old) {
      this.old = old;
      this.next = new IdentityHashMap<>(old.size());
    }

    <P> byte[] of(P part, Function<P, byte[]> write) {
      byte[] json = old.get(part);
      if (json == null) {
        json = write.apply(part);
      }
      next.put(part, json);
      return json;
    }

    /** Only for documents of everything: those of less would make the others forget. */
    void keep() {
      kept = new SoftReference<>(next);
    }
  }
}
