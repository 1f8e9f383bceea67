package dev.stadion.chronos.job;

/** A choice among few, as it is called in a document. */
public interface Word {
  String word();
}
