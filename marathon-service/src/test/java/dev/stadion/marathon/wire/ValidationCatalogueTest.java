package dev.stadion.marathon.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.stadion.marathon.app.AppValidation;
import dev.stadion.marathon.app.Problem;
import dev.stadion.marathon.app.RoleRules;
import dev.stadion.marathon.app.ValidationRules;
import dev.stadion.marathon.scheduler.Apps;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is refused, where, and in which words (marathon.md §5, §15, §16, §23). */
class ValidationCatalogueTest {
  private static final String SLEEP = "'id':'/a','cmd':'sleep 1'";
  private static final String MESOS = SLEEP + ",'container':{'type':'MESOS'";
  private static final String IMAGE =
      "'id':'/a','container':{'type':'DOCKER','docker':{'image':'i'";
  private static final Set<String> ALL = Set.of("secrets", "external_volumes", "gpu_resources");

  static Stream<Arguments> mistakes() {
    return Stream.of(
        // §23, row by row
        arguments("'id':123,'cmd':'sleep 1'", "/id", "error.expected.jsstring"),
        arguments("'cmd':'sleep 1'", "/id", "error.path.missing"),
        arguments("'id':'Bad_Id','cmd':'sleep 1'", "/id", "error.pattern"),
        arguments("'id':'/a'", "/", ONE_OF),
        arguments(SLEEP + ",'args':['x']", "/", ONE_OF),
        arguments(SLEEP + ",'cpus':-1", "/cpus", "error.min"),
        arguments(SLEEP + ",'mem':-3", "/mem", "error.min"),
        arguments(SLEEP + ",'disk':-3", "/disk", "error.min"),
        arguments(SLEEP + ",'gpus':-3", "/gpus", "error.min"),
        arguments(SLEEP + ",'instances':-1", "/instances", "error.min"),
        arguments(SLEEP + ",'instances':1.5", "/instances", "error.expected.int"),
        arguments(SLEEP + ",'instances':'1'", "/instances", "error.expected.jsnumber"),
        arguments(
            SLEEP + ",'upgradeStrategy':{'minimumHealthCapacity':1.2,'maximumOverCapacity':1}",
            "/upgradeStrategy/minimumHealthCapacity",
            "error.max"),
        arguments(
            SLEEP + ",'upgradeStrategy':{'minimumHealthCapacity':1}",
            "/upgradeStrategy/maximumOverCapacity",
            "error.path.missing"),
        arguments(SLEEP + ",'killSelection':'x'", "/killSelection", "error.unknown.enum.literal"),
        arguments(SLEEP + ",'container':{'type':'DOCKER'}", "/container/docker", "not defined"),
        arguments(
            MESOS + ",'docker':{'image':'i','parameters':[{'key':'k','value':'v'}]}}",
            "/container/docker/parameters",
            "must be empty"),
        arguments(
            MESOS + ",'docker':{'image':'i','network':'BRIDGE'}}",
            "/container/docker/network",
            "must be empty"),
        arguments(
            MESOS + ",'docker':{'image':'i','portMappings':[{'containerPort':1}]}}",
            "/container/docker/portMappings",
            "must be empty"),
        arguments(
            SLEEP + ",'fetch':[{'uri':'http://a b'}]", "/fetch(0)/uri", "URI has invalid syntax."),
        arguments(
            SLEEP + ",'portDefinitions':[{'name':'a'},{'name':'a'}]",
            "/portDefinitions",
            "Port names must be unique."),
        arguments(
            SLEEP + ",'portDefinitions':[{'port':80},{'port':80}]",
            "/portDefinitions",
            "Ports must be unique."),
        arguments(
            SLEEP + ",'healthChecks':[{'protocol':'HTTP','portIndex':3}]",
            "/healthChecks(0)",
            "Health check port indices must address an element of the ports array or container"
                + " port mappings."),
        arguments(
            SLEEP
                + ",'healthChecks':[{'protocol':'MESOS_HTTP'},{'protocol':'MESOS_HTTP','path':'/b'}]",
            "/",
            "AppDefinition can contain at most one Mesos health check"),
        arguments(
            SLEEP + ",'constraints':[['hostname','NEAR']]",
            "/constraints(0)",
            "operator must be one of the following UNIQUE, CLUSTER, GROUP_BY, LIKE, MAX_PER,"
                + " UNLIKE or IS"),
        arguments(SLEEP + ",'executor':'//cmdx'", "/executor", "error.pattern"),
        arguments(
            SLEEP + ",'env':{'NAME':{'secret':'s'}}",
            "/env/NAME/secret",
            "references an undefined secret"),
        arguments(
            MESOS + ",'volumes':[{'containerPath':'p','mode':'RW'}]}",
            "/container/volumes(0)/hostPath",
            "undefined"),
        // §5.1
        arguments("'id':'/a','cmd':''", "/cmd", "error.minLength"),
        arguments("'id':'/a','cmd':'x'", "/cmd", "must not be an empty string"),
        arguments(
            SLEEP + ",'labels':{'MARATHON_SINGLE_INSTANCE_APP':'true'},'instances':2",
            "/instances",
            "Single instance app may only have one instance"),
        arguments(
            "'id':'/a','gpus':1,'container':{'type':'DOCKER','docker':{'image':'i'}}",
            "/gpus",
            "GPU resources only work with the Mesos containerizer"),
        arguments(
            SLEEP + ",'resourceLimits':{'cpus':0.5}",
            "/resourceLimits/cpus",
            "resource limit must be greater than or equal to requested resource (1.0)"),
        arguments(
            SLEEP + ",'resourceLimits':{'mem':'much'}",
            "/resourceLimits/mem",
            "'much' is an invalid resource limit. It must be 'unlimited' or a number"),
        arguments(
            SLEEP + ",'executorResources':{'cpus':0.05}", "/executorResources/cpus", "error.min"),
        arguments(
            SLEEP + ",'uris':['a'],'fetch':[]",
            "/uris",
            "may not be set in conjunction with fetch"),
        arguments(SLEEP + ",'backoffFactor':0.5", "/backoffFactor", "error.min"),
        arguments(
            SLEEP + ",'unreachableStrategy':{'inactiveAfterSeconds':9,'expungeAfterSeconds':4}",
            "/unreachableStrategy/inactiveAfterSeconds",
            "inactiveAfterSeconds (9) must be less or equal to expungeAfterSeconds, which is 4"),
        arguments(
            SLEEP + ",'acceptedResourceRoles':[]", "/acceptedResourceRoles", "must not be empty"),
        arguments(SLEEP + ",'ports':[1,1]", "/ports", "ports must be unique"),
        // §5.2
        arguments(
            IMAGE + ",'pullConfig':{'secret':'s'}}}",
            "/container/docker/pullConfig",
            "pullConfig is not supported with Docker containerizer"),
        arguments(
            MESOS + ",'docker':{'image':'i','pullConfig':{'secret':'s'}}}",
            "/container/docker/pullConfig",
            "pullConfig.secret must refer to an existing secret"),
        arguments(
            IMAGE + ",'credential':{'principal':'p'}}}",
            "/container/docker/credential",
            "must be empty"),
        arguments(
            IMAGE + ",'network':'NONE'}}",
            "/container/docker/network",
            "unsupported docker network type NONE"),
        arguments(
            IMAGE
                + ",'network':'BRIDGE','portMappings':[{'containerPort':1}]},'portMappings':[{'containerPort':1}]}",
            "/container/docker/portMappings",
            "cannot specify both portMappings and docker.portMappings"),
        arguments(
            MESOS + ",'portMappings':[{'containerPort':1}]}",
            "/container/portMappings",
            "portMappings are not allowed with host-networking"),
        arguments(
            MESOS + ",'linuxInfo':{'seccomp':{'profileName':'p','unconfined':true}}}",
            "/container/linuxInfo/seccomp",
            "Seccomp unconfined can NOT be true when Profile is defined"),
        arguments(
            MESOS + ",'linuxInfo':{'seccomp':{'unconfined':false}}}",
            "/container/linuxInfo/seccomp",
            "Seccomp unconfined must be true when Profile is NOT defined"),
        arguments(
            MESOS + ",'linuxInfo':{'ipcInfo':{'mode':'SHARE_PARENT','shmSize':1}}}",
            "/container/linuxInfo/ipcInfo",
            "ipcInfo shmSize can NOT be set when mode is SHARE_PARENT"),
        // §5.3
        arguments(
            SLEEP + ",'networks':[{'mode':'host','name':'n'}]",
            "/networks(0)",
            "Host networks may not have names or labels"),
        arguments(
            SLEEP + ",'networks':[{'mode':'container/bridge','name':'n'}]",
            "/networks(0)",
            "Bridge networks may not have names"),
        arguments(
            SLEEP + ",'networks':[{'mode':'container','name':'n'},{'mode':'container','name':'n'}]",
            "/networks",
            "Duplicate networks are not allowed"),
        arguments(
            SLEEP + ",'networks':[{'mode':'host'},{'mode':'container/bridge'}]",
            "/networks",
            "May specify a single host network, single bridge network, or else 1-to-n container"
                + " networks"),
        arguments(
            SLEEP + ",'networks':[{'mode':'container'}]",
            "/networks(0)",
            "Network name must be specified when container network is selected."),
        arguments(SLEEP + ",'networks':[{'name':'N'}]", "/networks(0)/name", "error.pattern"),
        arguments(
            IMAGE
                + "}},'networks':[{'mode':'container','name':'n'},{'mode':'container','name':'m'}]",
            "/networks",
            "may only specify a single container network when using the Docker container engine"),
        // §5.4
        arguments(
            MESOS + ",'portMappings':[{'hostPort':0}]},'networks':[{'name':'n'},{'name':'m'}]",
            "/container/portMappings(0)",
            "networkNames must be a single item list when hostPort is specified and more than 1"
                + " container network is defined"),
        arguments(
            MESOS
                + ",'portMappings':[{'networkNames':['x']}]},'networks':[{'name':'n'},{'name':'m'}]",
            "/container/portMappings(0)/networkNames",
            "is not one of (m,n)"),
        arguments(
            SLEEP + ",'portDefinitions':[{'port':70000}]", "/portDefinitions(0)/port", "error.max"),
        arguments(
            SLEEP + ",'portDefinitions':[{'name':'a_b'}]",
            "/portDefinitions(0)/name",
            "error.pattern"),
        // §5.5
        arguments(
            volume("'containerPath':'a/b','persistent':{'size':1}"),
            "/container/volumes(0)/containerPath",
            "value must not contain \"/\""),
        arguments(
            volume(
                "'containerPath':'a','persistent':{'size':1,'constraints':[['path','LIKE','x']]}"),
            "/container/volumes(0)/persistent/constraints",
            "Constraints on root volumes are not supported"),
        arguments(
            volume("'containerPath':'a','persistent':{'size':1,'maxSize':5}"),
            "/container/volumes(0)/persistent/maxSize",
            "Only mount volumes can have maxSize"),
        arguments(
            volume("'containerPath':'a','persistent':{'type':'mount','size':5,'maxSize':5}"),
            "/container/volumes(0)/persistent/maxSize",
            "Max size must be larger than size"),
        arguments(
            volume("'containerPath':'a','secret':'s'"),
            "/container/volumes(0)/secret",
            "volume.secret must refer to an existing secret"),
        arguments(
            volume(
                "'containerPath':'a','external':{'name':'n','provider':'p','options':{'dvdi/driver':'d'}}"),
            "/container/volumes(0)/external/provider",
            "is unknown provider"),
        arguments(
            volume("'containerPath':'a','external':{'name':'n','provider':'dvdi','options':{}}"),
            "/container/volumes(0)/external/options(\"dvdi/driver\")",
            "not defined"),
        // §14.3
        arguments(
            SLEEP + ",'constraints':[['hostname']]",
            "/constraints(0)",
            "Each constraint must have either 2 or 3 fields"),
        arguments(
            SLEEP + ",'constraints':[['hostname','UNIQUE','x']]",
            "/constraints(0)",
            "UNIQUE does not accept a value"),
        arguments(
            SLEEP + ",'constraints':[['hostname','GROUP_BY','x']]",
            "/constraints(0)",
            "GROUP BY must define an integer value or else no value at all"),
        arguments(
            SLEEP + ",'constraints':[['hostname','MAX_PER']]",
            "/constraints(0)",
            "MAX_PER requires an integer value"),
        arguments(
            SLEEP + ",'constraints':[['hostname','LIKE']]",
            "/constraints(0)",
            "LIKE and UNLIKE require a non-empty, regular expression value"),
        arguments(
            SLEEP + ",'constraints':[['hostname','LIKE','(']]",
            "/constraints(0)",
            "'(' is not a valid regular expression"),
        arguments(
            SLEEP + ",'constraints':[['rack','IS','[1-2]']]",
            "/constraints(0)",
            "IS only supports Mesos text and float values (see"
                + " http://mesos.apache.org/documentation/latest/attributes-resources/)"),
        // §15, §16
        arguments(
            SLEEP + ",'healthChecks':[{'protocol':'MESOS_TCP','ipProtocol':'IPv6'}]",
            "/healthChecks(0)",
            "IPv6 can only be used for container type DOCKER and Mesos http/https/tcp health"
                + " checks"),
        arguments(
            IMAGE + "}},'check':{'tcp':{'portIndex':0}}",
            "/check",
            "AppDefinition must not use 'checks' if using docker"),
        arguments(
            SLEEP + ",'readinessChecks':[{}]",
            "/readinessChecks(0)/portName",
            "No port definition reference for portName http-api"),
        arguments(
            SLEEP
                + ",'portDefinitions':[{'name':'http-api'}],'readinessChecks':[{'intervalSeconds':30,'timeoutSeconds':30}]",
            "/readinessChecks(0)/timeoutSeconds",
            "got 30, expected less than 30"),
        // §22
        arguments(
            SLEEP + ",'ports':[1],'portDefinitions':[{'port':2}]",
            "/",
            "cannot specify both ports and port definitions"),
        arguments(
            IMAGE + ",'network':'BRIDGE'}},'networks':[{'mode':'host'}]",
            "/",
            "must not specify both container.docker.network and networks"),
        arguments(
            SLEEP + ",'ipAddress':{},'networks':[{'mode':'host'}]",
            "/",
            "must not specify both networks and ipAddress"),
        arguments(
            SLEEP + ",'ipAddress':{'networkName':'n'},'ports':[1]",
            "/",
            "cannot specify both an IP address and port"),
        arguments(
            IMAGE + "}},'ipAddress':{'networkName':'n','discovery':{'ports':[{'number':1}]}}",
            "/ipAddress/discovery",
            "ipAddress/discovery is not allowed for Docker containers"));
  }

  private static final String ONE_OF =
      "AppDefinition must either contain one of 'cmd' or 'args', and/or a 'container'.";

  private static String volume(String fields) {
    return MESOS + ",'volumes':[{'mode':'RW'," + fields + "}]}";
  }

  @ParameterizedTest(name = "{1} {2}")
  @MethodSource("mistakes")
  void everyMistakeIsNamed(String fields, String path, String message) {
    assertThat(problems(fields))
        .as(fields)
        .anySatisfy(problem -> {
          assertThat(problem.path()).isEqualTo(path);
          assertThat(problem.message()).startsWith(message);
        });
  }

  private static List<Problem> problems(String fields) {
    var rules = new ValidationRules(ALL, RoleRules.of("*"), 100, false);
    return switch (AppReader.read(Apps.json("{" + fields + "}"))) {
      case AppReader.Result.Misfit(var problems) -> problems;
      case AppReader.Result.Read(var app) -> AppValidation.problems(app, rules);
    };
  }
}
