package dev.stadion.agent.runtime;

import static java.util.Objects.requireNonNull;

import dev.stadion.agent.cgroup.CgroupSettings;
import dev.stadion.agent.docker.DockerSettings;
import dev.stadion.agent.fetch.FetchSettings;
import dev.stadion.agent.master.MasterLinkSettings;
import dev.stadion.scheduling.offer.Attribute;
import dev.stadion.scheduling.resource.Resources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What an agent is told at its start.
 *
 * @param workDirectory holds sandboxes, journal and supervisor; one agent uses it at a time
 * @param hostname what offers say
 * @param ip what tasks are told
 * @param resources all there is to offer
 * @param keepTasks whether tasks go on when the agent is stopped on purpose; when it is killed they
 *     always do
 * @param switchUser whether tasks run as the users they name, where the agent is root
 * @param supervisorIdle how long the supervisor stays without tasks and without an agent
 * @param keepSandboxes how long the sandbox of an ended task stays on an empty disk
 * @param fetch where artifacts may come from
 * @param executors how custom executors are treated
 */
public record AgentSettings(
    Path workDirectory,
    MasterLinkSettings master,
    String hostname,
    String ip,
    Resources resources,
    List<Attribute> attributes,
    boolean keepTasks,
    CgroupSettings cgroups,
    DockerSettings docker,
    boolean switchUser,
    Duration supervisorIdle,
    Duration keepSandboxes,
    FetchSettings fetch,
    ExecutorSettings executors) {
  public AgentSettings {
    workDirectory = workDirectory.toAbsolutePath().normalize();
    requireNonNull(master, "master");
    requireNonNull(hostname, "hostname");
    requireNonNull(ip, "ip");
    requireNonNull(resources, "resources");
    attributes = List.copyOf(attributes);
    requireNonNull(cgroups, "cgroups");
    requireNonNull(docker, "docker");
    requireNonNull(supervisorIdle, "supervisorIdle");
    requireNonNull(keepSandboxes, "keepSandboxes");
    requireNonNull(fetch, "fetch");
    requireNonNull(executors, "executors");
  }
}
