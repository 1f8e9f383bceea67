package dev.stadion.agent.docker;

import com.github.dockerjava.api.async.ResultCallback;
import java.io.IOException;
import java.util.Optional;

/**
 * Hears one stream of the engine. Unlike the library's own it keeps a failure for whoever waits,
 * and logs none: that a stream breaks is weather.
 */
class Listening<T> extends ResultCallback.Adapter<T> {
  private volatile Throwable failure;

  @Override
  public void onError(Throwable why) {
    failure = why;
    try {
      close();
    } catch (IOException e) {
      why.addSuppressed(e);
    }
  }

  /** Why the stream broke, if it did. */
  final Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }
}
