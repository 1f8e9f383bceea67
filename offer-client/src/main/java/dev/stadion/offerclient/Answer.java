package dev.stadion.offerclient;

/** What a status code means for the call that got it (mesos-v1.md §1.5). */
enum Answer {
  /** Understood; what becomes of it arrives as events. */
  ACCEPTED,
  /** This call is wrong or not allowed. The next one may do better. */
  REFUSED,
  /** Nothing was looked at. The same call may be made again, after a while. */
  LATER,
  /** There is no subscription behind our stream any more, or no leader behind this address. */
  UNSUBSCRIBED;

  static Answer of(int code) {
    if (code >= 200 && code < 300) {
      return ACCEPTED;
    }
    if (code == 429) {
      return LATER;
    }
    // 403 is "not subscribed"; a redirect or a server error means that this master cannot serve us.
    return code >= 400 && code < 500 && code != 403 ? REFUSED : UNSUBSCRIBED;
  }
}
