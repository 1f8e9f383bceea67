package dev.stadion.mesos.convert;

import dev.stadion.mesos.v1.Value;
import dev.stadion.scheduling.offer.Attribute;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeSet;

/** Attributes of agents (mesos-v1.md §6.5). */
public final class AttributeConverter {
  private AttributeConverter() {}

  /**
   * @throws IllegalArgumentException when a range is not ascending from 0
   */
  public static List<Attribute> fromProto(List<dev.stadion.mesos.v1.Attribute> attributes) {
    return attributes.stream().map(AttributeConverter::fromProto).toList();
  }

  public static List<dev.stadion.mesos.v1.Attribute> toProto(List<Attribute> attributes) {
    return attributes.stream().map(AttributeConverter::toProto).toList();
  }

  private static Attribute fromProto(dev.stadion.mesos.v1.Attribute attribute) {
    String name = attribute.getName();
    return switch (attribute.getType()) {
      case SCALAR -> new Attribute.Scalar(name, attribute.getScalar().getValue());
      case RANGES -> new Attribute.Ranges(name, Values.ranges(attribute.getRanges()));
      case SET -> new Attribute.Items(name, new LinkedHashSet<>(attribute.getSet().getItemList()));
      case TEXT -> new Attribute.Text(name, attribute.getText().getValue());
    };
  }

  private static dev.stadion.mesos.v1.Attribute toProto(Attribute attribute) {
    var proto = dev.stadion.mesos.v1.Attribute.newBuilder().setName(attribute.name());
    switch (attribute) {
      case Attribute.Text(var name, var text) ->
          proto.setType(Value.Type.TEXT).setText(Value.Text.newBuilder().setValue(text));
      case Attribute.Scalar(var name, double value) ->
          proto.setType(Value.Type.SCALAR).setScalar(Values.scalar(value));
      case Attribute.Ranges(var name, var ranges) ->
          proto.setType(Value.Type.RANGES).setRanges(Values.ranges(ranges));
      case Attribute.Items(var name, var items) ->
          proto.setType(Value.Type.SET).setSet(Values.set(new TreeSet<>(items)));
    }
    return proto.build();
  }
}
