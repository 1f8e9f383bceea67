package dev.stadion.agent.docker;

import com.github.dockerjava.api.model.PullResponseItem;
import java.io.IOException;

/** Hears how an image is pulled. The engine tells most failures as a line, not as a status. */
final class PullProgress extends Listening<PullResponseItem> {
  private volatile String error;

  @Override
  public void onNext(PullResponseItem item) {
    if (item.getErrorDetail() != null) {
      error = item.getErrorDetail().getMessage();
    }
  }

  /** Throws unless all went well. */
  void check(String image) throws IOException {
    String what = "cannot pull image " + image;
    if (failure().isPresent()) {
      throw DockerEngine.failed(what, failure().get());
    }
    if (error != null) {
      throw new IOException(what + ": " + error);
    }
  }
}
