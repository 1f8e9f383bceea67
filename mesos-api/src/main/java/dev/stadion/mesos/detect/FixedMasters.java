package dev.stadion.mesos.detect;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Masters that were named once and for all. */
record FixedMasters(List<URI> masters) implements MasterDetector {
  FixedMasters {
    masters = List.copyOf(masters);
    if (masters.isEmpty()) {
      throw new IllegalArgumentException("at least one master must be named");
    }
    masters.forEach(FixedMasters::check);
  }

  /** Addresses apart by commas or blanks; without a scheme they are {@code http}. */
  static List<URI> addresses(String text) {
    var masters = new ArrayList<URI>();
    for (String each : text.strip().split("[,\\s]+")) {
      if (!each.isEmpty()) {
        masters.add(check(URI.create(each.contains("://") ? each : "http://" + each)));
      }
    }
    return masters;
  }

  private static URI check(URI master) {
    if (master.getHost() == null
        || !("http".equals(master.getScheme()) || "https".equals(master.getScheme()))) {
      throw new IllegalArgumentException(
          "a master must be an address such as http://host:5050, got " + withoutSecret(master));
    }
    return master;
  }

  @Override
  public String description() {
    return masters.stream().map(FixedMasters::withoutSecret).collect(Collectors.joining(","));
  }

  private static String withoutSecret(URI master) {
    String info = master.getRawUserInfo();
    return info == null ? master.toString() : master.toString().replace(info + "@", "");
  }
}
