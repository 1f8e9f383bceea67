package dev.stadion.mesos.wire;

/** The headers that tie calls to a subscription (mesos-v1.md §1.4), and our addition to them. */
public final class StreamHeaders {
  /** In the answer to SUBSCRIBE; every later call must carry it. */
  public static final String STREAM_ID = "Mesos-Stream-Id";

  /**
   * Our addition. In the answer to SUBSCRIBE, with the value {@link #RECORDIO}: one request may
   * bring many calls, as RecordIO. In a request: this one does.
   */
  public static final String BATCH = "Stadion-Batch";

  public static final String RECORDIO = "recordio";

  /**
   * Our addition. In the answer to a batch whose status is that of its first failing call: how many
   * calls before that one were accepted, so that those behind it can be sent again. Without it the
   * sender cannot know and gives the subscription up.
   */
  public static final String BATCH_ACCEPTED = "Stadion-Batch-Accepted";

  private StreamHeaders() {}
}
