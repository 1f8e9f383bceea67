package dev.stadion.marathon.scheduler;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.PodDefinition;
import dev.stadion.marathon.wire.AppReader;
import dev.stadion.marathon.wire.PodReader;

/** Definitions for tests, written as users write them. */
public final class Apps {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Apps() {}

  /** Reads {@code json}, in which single quotes stand for double ones. */
  public static AppDefinition app(String json) {
    return switch (AppReader.read(json(json))) {
      case AppReader.Result.Read(var definition) ->
          definition.role().isEmpty() ? definition.withRole("*") : definition;
      case AppReader.Result.Misfit(var problems) -> throw new AssertionError(problems.toString());
    };
  }

  public static ObjectNode json(String json) {
    try {
      return (ObjectNode) JSON.readTree(json.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new AssertionError(json, e);
    }
  }

  /**
   * A small pod of two containers, of which the first has an endpoint and a health check.
   *
   * @param more fields, beginning with a comma
   */
  public static PodDefinition pod(String id, int instances, String more) {
    String json =
        "{'id':'"
            + id
            + "','scaling':{'kind':'fixed','instances':"
            + instances
            + "},'containers':[{'name':'web','exec':{'command':{'shell':'serve'}},"
            + "'resources':{'cpus':0.1,'mem':32},'endpoints':[{'name':'http'}],"
            + "'healthCheck':{'http':{'endpoint':'http'}}},"
            + "{'name':'side-car','exec':{'command':{'argv':['sleep','1']}},"
            + "'resources':{'cpus':0.2,'mem':64}}]"
            + more
            + "}";
    return switch (PodReader.read(json(json))) {
      case PodReader.Result.Read(var definition) ->
          definition.role().isEmpty() ? definition.withRole("*") : definition;
      case PodReader.Result.Misfit(var problems) -> throw new AssertionError(problems.toString());
    };
  }

  /** A small app that sleeps. */
  public static AppDefinition sleeper(String id, int instances) {
    return sleeper(id, instances, "");
  }

  /**
   * @param more fields, beginning with a comma
   */
  public static AppDefinition sleeper(String id, int instances, String more) {
    return app(
        "{'id':'"
            + id
            + "','cmd':'sleep 1000','cpus':0.1,'mem':32,'instances':"
            + instances
            + more
            + "}");
  }
}
