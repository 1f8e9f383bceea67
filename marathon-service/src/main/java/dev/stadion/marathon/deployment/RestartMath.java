package dev.stadion.marathon.deployment;

import dev.stadion.marathon.app.RunSpec;

/**
 * How many old instances may go and how many new ones may come right now (marathon.md §12.3). It is
 * asked again after every change, so nothing has to be remembered between two answers, and what a
 * surplus adds to Marathon's formula follows by itself.
 *
 * @param kill how many old instances that do their work may be ended
 * @param start how many new instances may be started
 */
public record RestartMath(int kill, int start) {

  /**
   * The situation of an app that is being replaced.
   *
   * @param healthy instances, old and new, that shall run and do their work
   * @param fresh instances of the new version that shall run, whatever their condition
   * @param old instances of former versions that shall run
   * @param dying instances that shall not run but still may
   */
  public record Situation(int healthy, int fresh, int old, int dying) {}

  /**
   * How many old instances may go that run but are not well. Nobody misses them, but they may still
   * do some good: each new one that is well replaces one, and one goes when nothing else can move.
   *
   * @param unfit old instances that run and are not well
   * @param old all old instances that shall run
   * @param missing new instances that are not yet well or not yet there
   * @param next what may be done otherwise
   * @param coming new instances that may still become well
   */
  public static int useless(int unfit, int old, int missing, RestartMath next, int coming) {
    boolean stuck = next.kill() == 0 && next.start() == 0 && coming == 0;
    return Math.min(unfit, Math.max(old - Math.max(0, missing), stuck ? 1 : 0));
  }

  public static RestartMath of(RunSpec target, Situation now) {
    int instances = target.instances();
    var strategy = target.upgradeStrategy();
    int minHealthy = (int) Math.ceil(instances * strategy.minimumHealthCapacity());
    int maxCapacity = (int) Math.floor(instances * (1 + strategy.maximumOverCapacity()));
    int kill = Math.max(0, now.healthy() - minHealthy);
    if (minHealthy == maxCapacity && maxCapacity <= now.healthy()) {
      // Neither more nor fewer are allowed: without one exception nothing could ever move.
      if (target.isResident()) {
        kill = now.healthy() - minHealthy + 1;
      } else {
        maxCapacity += 1;
      }
    }
    int room = maxCapacity - now.fresh() - now.old() - now.dying();
    int start = Math.max(0, Math.min(instances - now.fresh(), room));
    return new RestartMath(Math.max(0, Math.min(kill, now.old())), start);
  }
}
