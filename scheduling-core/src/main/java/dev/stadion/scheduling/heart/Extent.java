package dev.stadion.scheduling.heart;

/** How much of something that a decision changed is not yet remembered. */
public enum Extent {
  /** All of it: nobody has ever remembered anything of this key. */
  NEW,
  /** How far it has come, and nothing else; all else is remembered. */
  PROGRESS,
  /** Anything; it may also be there no more. */
  ANYTHING;

  /** Of two changes of the same thing. */
  public Extent then(Extent later) {
    return this == PROGRESS ? later : this;
  }
}
