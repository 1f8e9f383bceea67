package dev.stadion.mesos.convert;

import dev.stadion.mesos.v1.Value;
import dev.stadion.scheduling.resource.Range;
import java.util.List;

/** The parts that resources and attributes are both made of. */
final class Values {
  private Values() {}

  static Value.Scalar scalar(double value) {
    return Value.Scalar.newBuilder().setValue(value).build();
  }

  static Value.Ranges ranges(List<Range> ranges) {
    var proto = Value.Ranges.newBuilder();
    ranges.forEach(r -> proto.addRangeBuilder().setBegin(r.begin()).setEnd(r.end()));
    return proto.build();
  }

  static List<Range> ranges(Value.Ranges ranges) {
    return ranges.getRangeList().stream().map(r -> new Range(r.getBegin(), r.getEnd())).toList();
  }

  static Value.Set set(Iterable<String> items) {
    return Value.Set.newBuilder().addAllItem(items).build();
  }
}
