package dev.stadion.mesos.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.mesos.convert.Uuids;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.Offer;
import dev.stadion.mesos.v1.Resource;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.mesos.v1.Value;
import dev.stadion.mesos.v1.scheduler.Call;
import dev.stadion.mesos.v1.scheduler.Event;
import org.junit.jupiter.api.Test;

/** The documents of mesos-v1.md §3 and §4, letter by letter. */
class SpecExamplesTest {

  @Test
  void subscribe() throws MalformedMessageException {
    Call call =
        call(
            """
            {"type":"SUBSCRIBE",
             "subscribe":{
               "framework_info":{"user":"svc","name":"marathon-ng","roles":["web"],"failover_timeout":604800.0,
                 "checkpoint":true,"hostname":"s1.example","webui_url":"http://s1.example:8080/","principal":"mng",
                 "capabilities":[{"type":"MULTI_ROLE"},{"type":"PARTITION_AWARE"},{"type":"TASK_KILLING_STATE"},{"type":"RESERVATION_REFINEMENT"}]},
               "suppressed_roles":["web"]}}
            """);
    FrameworkInfo info = call.getSubscribe().getFrameworkInfo();
    assertThat(info.getFailoverTimeout()).isEqualTo(604_800);
    assertThat(info.getCheckpoint()).isTrue();
    assertThat(info.getCapabilitiesList())
        .extracting(FrameworkInfo.Capability::getType)
        .containsExactly(
            FrameworkInfo.Capability.Type.MULTI_ROLE,
            FrameworkInfo.Capability.Type.PARTITION_AWARE,
            FrameworkInfo.Capability.Type.TASK_KILLING_STATE,
            FrameworkInfo.Capability.Type.RESERVATION_REFINEMENT);
    assertThat(call.getSubscribe().getSuppressedRolesList()).containsExactly("web");
  }

  @Test
  void accept() throws MalformedMessageException {
    Call call =
        call(
            """
            {"type":"ACCEPT","framework_id":{"value":"F"},
             "accept":{"offer_ids":[{"value":"M-O7"},{"value":"M-O9"}],
              "operations":[
               {"type":"RESERVE","reserve":{"resources":[{"name":"disk","type":"SCALAR","scalar":{"value":512},
                  "reservations":[{"type":"DYNAMIC","role":"web","principal":"mng","labels":{"labels":[{"key":"app","value":"db"}]}}]}]}},
               {"type":"CREATE","create":{"volumes":[{"name":"disk","type":"SCALAR","scalar":{"value":512},
                  "reservations":[{"type":"DYNAMIC","role":"web","principal":"mng"}],
                  "disk":{"persistence":{"id":"vol-1","principal":"mng"},"volume":{"container_path":"data","mode":"RW"}}}]}},
               {"type":"LAUNCH","launch":{"task_infos":[{"name":"db","task_id":{"value":"db.1"},"agent_id":{"value":"M-S0"},
                  "resources":[{"name":"cpus","type":"SCALAR","scalar":{"value":0.5}},{"name":"mem","type":"SCALAR","scalar":{"value":256}}],
                  "command":{"value":"exec ./db --port $PORT0","environment":{"variables":[{"name":"PORT0","value":"31001"}]}}}]}}],
              "filters":{"refuse_seconds":5.0}}}
            """);
    assertThat(call.getAccept().getOfferIdsList()).hasSize(2);
    assertThat(call.getAccept().getOperationsList())
        .extracting(Offer.Operation::getType)
        .containsExactly(
            Offer.Operation.Type.RESERVE, Offer.Operation.Type.CREATE, Offer.Operation.Type.LAUNCH);
    Resource volume = call.getAccept().getOperations(1).getCreate().getVolumes(0);
    assertThat(volume.getScalar().getValue()).isEqualTo(512);
    assertThat(volume.getDisk().getPersistence().getId()).isEqualTo("vol-1");
    TaskInfo task = call.getAccept().getOperations(2).getLaunch().getTaskInfos(0);
    assertThat(task.getCommand().getValue()).isEqualTo("exec ./db --port $PORT0");
    assertThat(task.getCommand().getShell()).as("by default").isTrue();
    assertThat(task.getCommand().getEnvironment().getVariables(0).getValue()).isEqualTo("31001");
  }

  @Test
  void theSmallCalls() throws MalformedMessageException {
    assertThat(
            call("""
            {"type":"DECLINE","framework_id":{"value":"F"},"decline":{"offer_ids":[{"value":"M-O7"}],"filters":{"refuse_seconds":120}}}
            """)
                .getDecline()
                .getFilters()
                .getRefuseSeconds())
        .isEqualTo(120);
    assertThat(
            call("""
            {"type":"REVIVE","framework_id":{"value":"F"},"revive":{"roles":["web"]}}
            """)
                .getRevive()
                .getRolesList())
        .containsExactly("web");
    assertThat(
            call("""
            {"type":"KILL","framework_id":{"value":"F"},"kill":{"task_id":{"value":"db.1"},"agent_id":{"value":"M-S0"},
              "kill_policy":{"grace_period":{"nanoseconds":15000000000}}}}
            """)
                .getKill()
                .getKillPolicy()
                .getGracePeriod()
                .getNanoseconds())
        .isEqualTo(15_000_000_000L);
    assertThat(
            call("""
            {"type":"ACKNOWLEDGE","framework_id":{"value":"F"},"acknowledge":{"agent_id":{"value":"M-S0"},"task_id":{"value":"db.1"},"uuid":"4sQ2b0mXQ0+pJj0c2m1Kxg=="}}
            """)
                .getAcknowledge()
                .getUuid()
                .size())
        .isEqualTo(16);
    assertThat(
            call("""
            {"type":"RECONCILE","framework_id":{"value":"F"},"reconcile":{"tasks":[]}}
            """)
                .hasReconcile())
        .isTrue();
    assertThat(
            call("""
            {"type":"MESSAGE","framework_id":{"value":"F"},"message":{"agent_id":{"value":"M-S0"},"executor_id":{"value":"e1"},"data":"aGVsbG8="}}
            """)
                .getMessage()
                .getData()
                .toStringUtf8())
        .isEqualTo("hello");
    assertThat(
            call("""
            {"type":"REQUEST","framework_id":{"value":"F"},"request":{"requests":[{"agent_id":{"value":"M-S0"},"resources":[]}]}}
            """)
                .getRequest()
                .getRequestsCount())
        .isEqualTo(1);
  }

  @Test
  void subscribed() throws MalformedMessageException {
    Event event =
        event(
            """
            {"type":"SUBSCRIBED","subscribed":{"framework_id":{"value":"5f0c-0001"},"heartbeat_interval_seconds":15.0,
              "master_info":{"id":"5f0c","ip":16777343,"port":5050,"pid":"master@127.0.0.1:5050","hostname":"localhost","version":"1.11.0",
              "address":{"hostname":"localhost","ip":"127.0.0.1","port":5050},
              "capabilities":[{"type":"AGENT_UPDATE"},{"type":"AGENT_DRAINING"},{"type":"QUOTA_V2"}]}}}
            """);
    assertThat(event.getSubscribed().getHeartbeatIntervalSeconds()).isEqualTo(15);
    assertThat(event.getSubscribed().getMasterInfo().getIp()).isEqualTo(16_777_343);
    assertThat(event.getSubscribed().getMasterInfo().getCapabilitiesCount()).isEqualTo(3);
  }

  @Test
  void offers() throws MalformedMessageException {
    Event event =
        event(
            """
            {"type":"OFFERS","offers":{"offers":[{"id":{"value":"5f0c-O1"},"framework_id":{"value":"5f0c-0001"},"agent_id":{"value":"5f0c-S0"},
              "hostname":"a1.example","url":{"scheme":"http","address":{"hostname":"a1.example","ip":"10.0.0.4","port":5051},"path":"/slave(1)"},
              "allocation_info":{"role":"web"},
              "resources":[{"name":"cpus","type":"SCALAR","scalar":{"value":4.0},"allocation_info":{"role":"web"}},
                           {"name":"ports","type":"RANGES","ranges":{"range":[{"begin":31000,"end":32000}]},"allocation_info":{"role":"web"}}],
              "attributes":[{"name":"rack","type":"TEXT","text":{"value":"r7"}}],
              "executor_ids":[{"value":"e1"}]}]}}
            """);
    Offer offer = event.getOffers().getOffers(0);
    assertThat(offer.getUrl().getPath()).isEqualTo("/slave(1)");
    assertThat(offer.getResources(1).getType()).isEqualTo(Value.Type.RANGES);
    assertThat(offer.getResources(1).getRanges().getRange(0).getEnd()).isEqualTo(32_000);
    assertThat(offer.getAttributes(0).getText().getValue()).isEqualTo("r7");
  }

  @Test
  void update() throws MalformedMessageException {
    Event event =
        event(
            """
            {"type":"UPDATE","update":{"status":{"task_id":{"value":"db.1"},"state":"TASK_RUNNING","source":"SOURCE_EXECUTOR","agent_id":{"value":"5f0c-S0"},
              "executor_id":{"value":"db.1"},"timestamp":1700000000.25,"uuid":"4sQ2b0mXQ0+pJj0c2m1Kxg==",
              "container_status":{"container_id":{"value":"c7c0…"},"network_infos":[{"ip_addresses":[{"protocol":"IPv4","ip_address":"10.0.0.4"}]}]}}}}
            """);
    TaskStatus status = event.getUpdate().getStatus();
    assertThat(status.getTimestamp()).isEqualTo(1_700_000_000.25);
    assertThat(Uuids.fromBytes(status.getUuid()))
        .hasToString("e2c4366f-4997-434f-a926-3d1cda6d4ac6");
    assertThat(status.getContainerStatus().getContainerId().getValue()).isEqualTo("c7c0…");
    assertThat(WireFormat.JSON.writeText(event))
        .as("doubles keep their digits, bytes their padding")
        .contains("\"timestamp\":1700000000.25", "\"uuid\":\"4sQ2b0mXQ0+pJj0c2m1Kxg==\"");
  }

  @Test
  void theSmallEvents() throws MalformedMessageException {
    assertThat(
            event(
                    """
                    {"type":"FAILURE","failure":{"agent_id":{"value":"5f0c-S0"},"executor_id":{"value":"e1"},"status":256}}
                    """)
                .getFailure()
                .getStatus())
        .isEqualTo(256);
    assertThat(
            event(
                    """
                    {"type":"ERROR","error":{"message":"Framework failed over"}}
                    """)
                .getError()
                .getMessage())
        .isEqualTo("Framework failed over");
    assertThat(WireFormat.JSON.writeText(Event.newBuilder().setType(Event.Type.HEARTBEAT)))
        .isEqualTo("{\"type\":\"HEARTBEAT\"}");
  }

  private static Call call(String json) throws MalformedMessageException {
    return WireFormat.JSON.read(json.getBytes(UTF_8), Call.newBuilder()).build();
  }

  private static Event event(String json) throws MalformedMessageException {
    return WireFormat.JSON.read(json.getBytes(UTF_8), Event.newBuilder()).build();
  }
}
