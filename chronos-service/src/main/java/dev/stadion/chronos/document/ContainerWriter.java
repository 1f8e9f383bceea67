package dev.stadion.chronos.document;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.stadion.chronos.job.Container;
import dev.stadion.chronos.job.Container.NetworkInfo;
import dev.stadion.chronos.job.Container.Pair;
import dev.stadion.chronos.job.Container.PortMapping;
import dev.stadion.chronos.job.Container.Volume;
import java.io.IOException;
import java.util.List;

/** Writes the container of a job (chronos.md §2.2); ports are text, as in Chronos 3. */
final class ContainerWriter {
  private ContainerWriter() {}

  static void write(JsonGenerator json, Container container, String type) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", type);
    json.writeStringField("image", container.image());
    json.writeStringField("network", container.network().name());
    JobWriter.text(json, "networkName", container.networkName());
    json.writeArrayFieldStart("networkInfos");
    for (NetworkInfo network : container.networkInfos()) {
      write(json, network);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("volumes");
    for (Volume volume : container.volumes()) {
      write(json, volume);
    }
    json.writeEndArray();
    json.writeBooleanField("forcePullImage", container.forcePullImage());
    pairs(json, "parameters", container.parameters());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, NetworkInfo network) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", network.name());
    JobWriter.text(json, "protocol", network.protocol());
    pairs(json, "labels", network.labels());
    json.writeArrayFieldStart("portMappings");
    for (PortMapping port : network.portMappings()) {
      json.writeStartObject();
      json.writeStringField("hostPort", Integer.toString(port.hostPort()));
      json.writeStringField("containerPort", Integer.toString(port.containerPort()));
      JobWriter.text(json, "protocol", port.protocol());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Volume volume) throws IOException {
    json.writeStartObject();
    JobWriter.text(json, "hostPath", volume.hostPath());
    json.writeStringField("containerPath", volume.containerPath());
    JobWriter.text(json, "mode", volume.mode().map(Enum::name));
    if (volume.external().isPresent()) {
      json.writeObjectFieldStart("external");
      json.writeStringField("name", volume.external().get().name());
      json.writeStringField("provider", volume.external().get().provider());
      pairs(json, "options", volume.external().get().options());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void pairs(JsonGenerator json, String name, List<Pair> pairs) throws IOException {
    json.writeArrayFieldStart(name);
    for (Pair pair : pairs) {
      json.writeStartObject();
      json.writeStringField("key", pair.key());
      json.writeStringField("value", pair.value());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
