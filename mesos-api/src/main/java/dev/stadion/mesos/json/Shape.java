package dev.stadion.mesos.json;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A message type prepared for reading and writing, made once for each type: looking a field up in
 * its descriptor builds a string every time.
 */
final class Shape {
  /**
   * Deprecated fields that have a default. The schema does not mark them, because protoc would then
   * make every use of them a compiler warning, and the old resource form must be spoken.
   */
  private static final Set<String> DEPRECATED =
      Set.of("mesos.v1.FrameworkInfo.role", "mesos.v1.Resource.role");

  private static final Map<Descriptor, Shape> SHAPES = new ConcurrentHashMap<>();

  /** In the order of declaration, which is the order Mesos writes. */
  final List<Field> fields;

  final Map<String, Field> byName;

  /**
   * One field.
   *
   * @param writtenWhenUnset an optional field with a declared default that is not deprecated
   */
  record Field(FieldDescriptor descriptor, SerializableString name, boolean writtenWhenUnset) {}

  private Shape(Descriptor type) {
    fields = type.getFields().stream().map(Shape::field).toList();
    byName = HashMap.newHashMap(fields.size());
    fields.forEach(field -> byName.put(field.descriptor().getName(), field));
  }

  static Shape of(Descriptor type) {
    Shape known = SHAPES.get(type);
    return known != null ? known : SHAPES.computeIfAbsent(type, Shape::new);
  }

  private static Field field(FieldDescriptor descriptor) {
    return new Field(
        descriptor,
        new SerializedString(descriptor.getName()),
        descriptor.isOptional()
            && descriptor.hasDefaultValue()
            && !DEPRECATED.contains(descriptor.getFullName()));
  }
}
