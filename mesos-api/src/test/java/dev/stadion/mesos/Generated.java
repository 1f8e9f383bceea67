package dev.stadion.mesos;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import dev.stadion.mesos.agent.v1.AgentProto;
import dev.stadion.mesos.v1.MesosProto;
import dev.stadion.mesos.v1.executor.ExecutorProto;
import dev.stadion.mesos.v1.scheduler.SchedulerProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Legal messages of any type with generated content: the same seed gives the same message. */
public final class Generated {
  private static final int MAX_DEPTH = 6;
  private static final String[] TEXTS = {
    "",
    "a",
    "web/api",
    "quote\" back\\slash",
    "tab\tnewline\n\u0000",
    "größe",
    "\uD83D\uDE80 rocket"
  };
  private static final double[] DOUBLES = {
    0.0,
    0.1,
    1.0,
    -2.5,
    15.0,
    1700000000.25,
    1e-7,
    1e14,
    1e15,
    1.5e300,
    4.9e-324,
    Double.MAX_VALUE,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY
  };
  private static final long[] LONGS = {
    0, 1, -1, 42, Integer.MAX_VALUE, 1L << 53, (1L << 53) + 1, Long.MAX_VALUE, Long.MIN_VALUE
  };

  private final Random random;

  public Generated(long seed) {
    random = new Random(seed);
  }

  /** Every message type of the schema, nested ones too; map entries are no types of their own. */
  public static List<Descriptor> types() {
    var types = new ArrayList<Descriptor>();
    for (FileDescriptor file :
        List.of(
            MesosProto.getDescriptor(),
            SchedulerProto.getDescriptor(),
            ExecutorProto.getDescriptor(),
            AgentProto.getDescriptor())) {
      file.getMessageTypes().forEach(type -> collect(type, types));
    }
    return types;
  }

  private static void collect(Descriptor type, List<Descriptor> types) {
    if (!type.getOptions().getMapEntry()) {
      types.add(type);
      type.getNestedTypes().forEach(nested -> collect(nested, types));
    }
  }

  public Message message(Descriptor type) {
    return message(DynamicMessage.newBuilder(type), 0);
  }

  public Message message(Message.Builder builder) {
    return message(builder, 0);
  }

  private Message message(Message.Builder builder, int depth) {
    for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
      boolean mayNest =
          field.getJavaType() != FieldDescriptor.JavaType.MESSAGE || depth < MAX_DEPTH;
      if (field.isRequired() || (mayNest && random.nextInt(depth + 2) == 0)) {
        int count = field.isRepeated() ? random.nextInt(3) : 1;
        for (int i = 0; i < count; i++) {
          set(builder, field, depth, i);
        }
      }
    }
    return builder.build();
  }

  private void set(Message.Builder builder, FieldDescriptor field, int depth, int index) {
    if (field.isMapField()) {
      Message.Builder entry = builder.newBuilderForField(field);
      Descriptor type = field.getMessageType();
      entry.setField(type.findFieldByNumber(1), "key " + index);
      entry.setField(type.findFieldByNumber(2), value(entry, type.findFieldByNumber(2), depth));
      builder.addRepeatedField(field, entry.build());
    } else if (field.isRepeated()) {
      builder.addRepeatedField(field, value(builder, field, depth));
    } else {
      builder.setField(field, value(builder, field, depth));
    }
  }

  private Object value(Message.Builder parent, FieldDescriptor field, int depth) {
    return switch (field.getJavaType()) {
      case INT -> (int) LONGS[random.nextInt(LONGS.length)];
      case LONG -> LONGS[random.nextInt(LONGS.length)];
      case FLOAT -> random.nextFloat();
      case DOUBLE ->
          random.nextBoolean() ? DOUBLES[random.nextInt(DOUBLES.length)] : random.nextGaussian();
      case BOOLEAN -> random.nextBoolean();
      case STRING -> TEXTS[random.nextInt(TEXTS.length)];
      case BYTE_STRING -> {
        byte[] bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        yield ByteString.copyFrom(bytes);
      }
      case ENUM -> {
        var values = field.getEnumType().getValues();
        yield values.get(random.nextInt(values.size()));
      }
      case MESSAGE -> message(parent.newBuilderForField(field), depth + 1);
    };
  }
}
