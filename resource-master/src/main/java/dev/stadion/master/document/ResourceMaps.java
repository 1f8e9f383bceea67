package dev.stadion.master.document;

import dev.stadion.scheduling.resource.Quantity;
import dev.stadion.scheduling.resource.Resources;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Resources as the old documents have them: {@code {"cpus":4.0,"gpus":0.0,"mem":4096.0,
 * "disk":1000.0,"ports":"[31000-32000]"}} (mesos-v1.md §12).
 */
final class ResourceMaps {
  private static final String REVOCABLE = "_revocable";

  private ResourceMaps() {}

  /** The four usual names are always there; ranges and sets are text. */
  static void write(JsonBytes json, String name, Resources resources) {
    Map<String, Long> scalars = new TreeMap<>();
    Map<String, Quantity> others = new TreeMap<>();
    resources.forEach((key, quantity) -> {
      String title = key.revocable() ? key.name() + REVOCABLE : key.name();
      switch (quantity) {
        case Quantity.Scalar(long millis) -> scalars.merge(title, millis, Math::addExact);
        case Quantity.Ranges _, Quantity.Items _ -> others.merge(title, quantity, Quantity::plus);
      }
    });
    json.name(name).object();
    usual(json, scalars);
    others.forEach((title, quantity) -> json.field(title, text(quantity)));
    json.endObject();
  }

  /** The same of amounts alone, in thousandths. */
  static void write(JsonBytes json, String name, Map<String, Long> scalars) {
    json.name(name).object();
    usual(json, scalars);
    json.endObject();
  }

  private static void usual(JsonBytes json, Map<String, Long> scalars) {
    var rest = new TreeMap<>(scalars);
    rest.putIfAbsent(Resources.CPUS, 0L);
    rest.putIfAbsent(Resources.GPUS, 0L);
    rest.putIfAbsent(Resources.MEM, 0L);
    rest.putIfAbsent(Resources.DISK, 0L);
    rest.forEach(json::thousandths);
  }

  /** Only what there is. */
  static void quantities(JsonBytes json, String name, Map<String, Long> scalars) {
    json.name(name).object();
    scalars.forEach(json::thousandths);
    json.endObject();
  }

  private static String text(Quantity quantity) {
    return switch (quantity) {
      case Quantity.Scalar scalar -> Double.toString(scalar.value());
      case Quantity.Ranges(var ranges) ->
          ranges.stream()
              .map(range -> range.begin() + "-" + range.end())
              .collect(Collectors.joining(", ", "[", "]"));
      case Quantity.Items(var names) -> "{" + String.join(", ", names) + "}";
    };
  }
}
