package dev.stadion.mesos.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.ContainerID;
import dev.stadion.mesos.v1.DurationInfo;
import dev.stadion.mesos.v1.ExecutorInfo;
import dev.stadion.mesos.v1.Filters;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.HealthCheck;
import dev.stadion.mesos.v1.NetworkInfo;
import dev.stadion.mesos.v1.RLimitInfo;
import dev.stadion.mesos.v1.Resource;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.mesos.v1.Value;
import dev.stadion.mesos.v1.scheduler.Call;
import dev.stadion.mesos.wire.MalformedMessageException;
import dev.stadion.mesos.wire.WireFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MesosJsonTest {

  @Test
  void declaredDefaultsOfOptionalFieldsAreWrittenEvenWhenUnset() {
    assertThat(json(FrameworkInfo.newBuilder().setUser("u").setName("n")))
        .isEqualTo("{\"user\":\"u\",\"name\":\"n\",\"failover_timeout\":0.0,\"checkpoint\":false}");
    assertThat(json(Filters.newBuilder())).isEqualTo("{\"refuse_seconds\":5.0}");
    assertThat(json(CommandInfo.newBuilder().setValue("v")))
        .contains("\"shell\":true", "\"value\":\"v\"");
    assertThat(json(CommandInfo.URI.newBuilder().setValue("u"))).contains("\"extract\":true");
    assertThat(json(HealthCheck.newBuilder()))
        .isEqualTo(
            "{\"delay_seconds\":15.0,\"interval_seconds\":10.0,\"timeout_seconds\":20.0,"
                + "\"consecutive_failures\":3,\"grace_period_seconds\":10.0}");
    assertThat(json(NetworkInfo.IPAddress.newBuilder())).isEqualTo("{\"protocol\":\"IPv4\"}");
  }

  @Test
  void deprecatedDefaultsAndOtherUnsetFieldsAreNotWritten() {
    var cpus =
        Resource.newBuilder()
            .setName("cpus")
            .setType(Value.Type.SCALAR)
            .setScalar(Value.Scalar.newBuilder().setValue(0.5));
    assertThat(json(cpus))
        .isEqualTo("{\"name\":\"cpus\",\"type\":\"SCALAR\",\"scalar\":{\"value\":0.5}}");
    assertThat(json(cpus.setRole("*"))).contains("\"role\":\"*\"");
    assertThat(json(cpus.setRevocable(Resource.RevocableInfo.getDefaultInstance())))
        .contains("\"revocable\":{}");
  }

  @ParameterizedTest
  @CsvSource({
    "15, 15.0",
    "0, 0.0",
    "-0.0, -0.0",
    "0.1, 0.1",
    "1700000000.25, 1700000000.25",
    "1e14, 100000000000000.0",
    "0.000001, 0.0000010",
    "1e-7, 1.0E-7",
    "1e300, 1.0E300",
    "Infinity, \"Infinity\"",
    "-Infinity, \"-Infinity\""
  })
  void doublesAreNumbersAndWholeOnesKeepTheirPoint(double value, String written) {
    assertThat(json(Value.Scalar.newBuilder().setValue(value)))
        .isEqualTo("{\"value\":" + written + "}");
  }

  @Test
  void wholeNumbersAreNeverQuoted() {
    assertThat(json(DurationInfo.newBuilder().setNanoseconds(Long.MAX_VALUE)))
        .isEqualTo("{\"nanoseconds\":9223372036854775807}");
    assertThat(
            json(
                RLimitInfo.RLimit.newBuilder()
                    .setType(RLimitInfo.RLimit.Type.RLMT_NOFILE)
                    .setHard(-1)))
        .isEqualTo("{\"type\":\"RLMT_NOFILE\",\"hard\":18446744073709551615}");
  }

  @Test
  void bytesAreBase64AndMapsAreObjects() throws MalformedMessageException {
    var status =
        TaskStatus.newBuilder()
            .setTaskId(dev.stadion.mesos.v1.TaskID.newBuilder().setValue("db.1"))
            .setState(TaskState.TASK_RUNNING)
            .setUuid(ByteString.copyFrom(new byte[] {(byte) 0xfb, (byte) 0xff, 0, 1}));
    assertThat(json(status)).contains("\"uuid\":\"+/8AAQ==\"", "\"state\":\"TASK_RUNNING\"");

    TaskInfo task =
        read(
                "{\"name\":\"t\",\"task_id\":{\"value\":\"t\"},\"agent_id\":{\"value\":\"a\"},"
                    + "\"limits\":{\"cpus\":{\"value\":\"Infinity\"},\"mem\":{\"value\":64},\"x\":null}}",
                TaskInfo.newBuilder())
            .build();
    assertThat(task.getLimitsMap()).containsOnlyKeys("cpus", "mem");
    assertThat(task.getLimitsMap().get("cpus").getValue()).isInfinite();
    assertThat(json(task))
        .contains("\"limits\":{\"cpus\":{\"value\":\"Infinity\"},\"mem\":{\"value\":64.0}}");
  }

  @Test
  void namesAreSnakeCaseOnly() throws MalformedMessageException {
    assertThat(read("{\"failoverTimeout\":3}", FrameworkInfo.newBuilder()).hasFailoverTimeout())
        .isFalse();
    assertThat(read("{\"failover_timeout\":3}", FrameworkInfo.newBuilder()).getFailoverTimeout())
        .isEqualTo(3.0);
  }

  @Test
  void unknownFieldsAreIgnoredWithEverythingInThem() throws MalformedMessageException {
    var info =
        read(
            "{\"later\":{\"user\":[1,{\"name\":null}],\"x\":1.5e3},\"z\":[[],{}],\"user\":\"u\"}",
            FrameworkInfo.newBuilder());
    assertThat(info.getUser()).isEqualTo("u");
    assertThat(info.hasName()).isFalse();
  }

  @Test
  void nullIsAbsentAlsoInsideLists() throws MalformedMessageException {
    var info =
        read(
            "{\"user\":null,\"roles\":[null,\"a\",null],\"labels\":null}",
            FrameworkInfo.newBuilder());
    assertThat(info.hasUser()).isFalse();
    assertThat(info.hasLabels()).isFalse();
    assertThat(info.getRolesList()).containsExactly("a");
  }

  @Test
  void oneValueIsAListOfOne() throws MalformedMessageException {
    var info =
        read(
            "{\"roles\":\"web\",\"capabilities\":{\"type\":\"MULTI_ROLE\"}}",
            FrameworkInfo.newBuilder());
    assertThat(info.getRolesList()).containsExactly("web");
    assertThat(info.getCapabilities(0).getType())
        .isEqualTo(FrameworkInfo.Capability.Type.MULTI_ROLE);
  }

  @Test
  void numbersAndTruthMayComeAsStrings() throws MalformedMessageException {
    assertThat(read("{\"nanoseconds\":\"5000000000\"}", DurationInfo.newBuilder()).getNanoseconds())
        .isEqualTo(5_000_000_000L);
    var info =
        read(
            "{\"checkpoint\":\"true\",\"failover_timeout\":\"1.5e2\"}", FrameworkInfo.newBuilder());
    assertThat(info.getCheckpoint()).isTrue();
    assertThat(info.getFailoverTimeout()).isEqualTo(150.0);
    assertThat(read("{\"value\":\"-Infinity\"}", Value.Scalar.newBuilder()).getValue())
        .isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void wholeNumbersMayBeWrittenWithAPointOrAnExponent() throws MalformedMessageException {
    assertThat(read("{\"nanoseconds\":5e9}", DurationInfo.newBuilder()).getNanoseconds())
        .isEqualTo(5_000_000_000L);
    assertThat(
            read("{\"nanoseconds\":-9223372036854775808}", DurationInfo.newBuilder())
                .getNanoseconds())
        .isEqualTo(Long.MIN_VALUE);
    assertThat(
            read(
                    "{\"type\":\"RLMT_CPU\",\"hard\":18446744073709551615}",
                    RLimitInfo.RLimit.newBuilder())
                .getHard())
        .isEqualTo(-1);
  }

  @Test
  void anUnknownConstantIsIgnoredWhereOptionalAndRefusedWhereRequired()
      throws MalformedMessageException {
    assertThat(read("{\"type\":\"LATER\"}", Call.newBuilder()).hasType()).isFalse();
    assertThat(read("{\"type\":\"LATER\"}", ExecutorInfo.newBuilder()).hasType()).isFalse();
    refused("{\"name\":\"n\",\"type\":\"LATER\"}", Resource.newBuilder(), "type: expected");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"type\":1}                                             | type: expected the name of a constant, got 1",
        "{\"subscribe\":[]}                                       | subscribe: expected an object, got an array",
        "{\"accept\":{\"offer_ids\":[{},{\"value\":7}]}}          | accept.offer_ids[1].value: expected a string, got 7",
        "{\"accept\":{\"offer_ids\":[[{}]]}}                      | accept.offer_ids[0]: expected an object, got an array",
        "{\"accept\":{\"filters\":{\"refuse_seconds\":\"1d\"}}}   | accept.filters.refuse_seconds: expected a number, got \"1d\"",
        "{\"accept\":{\"filters\":{\"refuse_seconds\":\"NaN\"}}}  | expected a number",
        "{\"accept\":{\"filters\":{\"refuse_seconds\":true}}}     | expected a number, got true",
        "{\"accept\":{\"filters\":{\"refuse_seconds\":1e401}}}    | exponent",
        "{\"accept\":{\"filters\":{\"refuse_seconds\":1e399}}}    | a double can hold",
        "{\"message\":{\"data\":\"%%%\"}}                         | message.data: expected a Base64 string",
        "{\"message\":{\"data\":1}}                               | message.data: expected a Base64 string",
        "{\"kill\":{\"kill_policy\":{\"grace_period\":{\"nanoseconds\":1.5}}}} | whole number",
        "{\"kill\":{\"kill_policy\":{\"grace_period\":{\"nanoseconds\":9223372036854775808}}}} | whole number",
        "{\"kill\":{\"kill_policy\":{\"grace_period\":{\"nanoseconds\":1e-999999999}}}} | number",
        "{\"kill\":{\"kill_policy\":{\"grace_period\":{\"nanoseconds\":1e999999999}}}} | number",
        "{\"subscribe\":{\"framework_info\":{\"checkpoint\":1}}}  | subscribe.framework_info.checkpoint: expected true or false, got 1",
        "{\"subscribe\":{\"offer_constraints\":{\"role_constraints\":[]}}} | expected an object, got an array",
        "{\"later\":1e999999999}                                  | number"
      })
  void aValueOfTheWrongKindIsNamedWithItsPath(String json, String complaint) {
    refused(json, Call.newBuilder(), complaint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "[]",
        "null",
        "1",
        "\"x\"",
        "{",
        "{\"type\"",
        "{\"type\":}",
        "{\"a\":1,}",
        "{'a':1}",
        "{a:1}",
        "{} {}",
        "{}x",
        "{\"a\":1}/*c*/",
        "{\"a\":NaN}",
        "{\"a\":Infinity}",
        "{\"a\":01}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"tab\there\"}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":{\"b\":1,\"b\":2}}",
        "\uFEFF{}",
        "{\"a\":[1}",
        "{\"a\":\"unfinished",
        "{\"framework_id\":{\"value\":\"\\ud800\"}}"
      })
  void whatIsNotExactlyOneJsonObjectIsRefused(String json) {
    refused(json, Call.newBuilder(), "");
  }

  @Test
  void onlyUtf8IsRead() {
    byte[] latin1 = "{\"type\":\"größe\"}".getBytes(ISO_8859_1);
    assertThatThrownBy(() -> MesosJson.read(latin1, Call.newBuilder()))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("UTF-8");
    assertThatThrownBy(() -> MesosJson.read("{}".getBytes(UTF_16LE), Call.newBuilder()))
        .isInstanceOf(MalformedMessageException.class);
  }

  @Test
  void nestingIsLimitedToAHundred() throws MalformedMessageException {
    String inner = "{\"value\":\"c\"}";
    String nested = "{\"parent\":".repeat(99) + inner + "}".repeat(99);
    assertThat(read(nested, ContainerID.newBuilder()).hasParent()).isTrue();
    refused("{\"parent\":" + nested + "}", ContainerID.newBuilder(), "");
    refused("{\"later\":" + "[".repeat(100_000), ContainerID.newBuilder(), "");
  }

  @Test
  void sizesAreLimited() {
    refused("{\"later\":1" + "0".repeat(100) + "}", Call.newBuilder(), "");
    refused("{\"later\":\"" + "x".repeat(1024 * 1024 + 1) + "\"}", Call.newBuilder(), "");
    refused("{\"" + "n".repeat(64 * 1024 + 1) + "\":1}", Call.newBuilder(), "");
  }

  @Test
  void complaintsAreShortAndPrintable() {
    assertThatThrownBy(() ->
            read(
                "{\"type\":\"x\",\"framework_id\":\"\\n\\u001b\\u202e" + "y".repeat(5_000) + "\"}",
                Call.newBuilder()))
        .hasMessageContaining("\\u000a\\u001b\\u202e")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(250));
  }

  private static String json(Message.Builder message) {
    return json(message.build());
  }

  private static String json(Message message) {
    return WireFormat.JSON.writeText(message);
  }

  private static <B extends Message.Builder> B read(String json, B builder)
      throws MalformedMessageException {
    MesosJson.read(json.getBytes(UTF_8), builder);
    return builder;
  }

  private static void refused(String json, Message.Builder builder, String complaint) {
    assertThatThrownBy(() -> read(json, builder))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining(complaint);
  }
}
