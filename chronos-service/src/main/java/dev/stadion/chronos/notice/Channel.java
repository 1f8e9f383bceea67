package dev.stadion.chronos.notice;

import dev.stadion.chronos.job.Word;

/** By which way somebody is told. */
public enum Channel implements Word {
  HTTP("http"),
  SLACK("slack"),
  MATTERMOST("mattermost"),
  EMAIL("email");

  private final String word;

  Channel(String word) {
    this.word = word;
  }

  @Override
  public String word() {
    return word;
  }
}
