package dev.stadion.marathon.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stadion.dropwizard.auth.SecretSeal;
import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.ChosenNames;
import dev.stadion.marathon.instance.InstanceId;
import dev.stadion.marathon.instance.Placement;
import dev.stadion.marathon.launch.TaskLaunch;
import dev.stadion.marathon.scheduler.Apps;
import dev.stadion.marathon.secret.SealedSecret;
import dev.stadion.mesos.v1.Environment;
import dev.stadion.mesos.v1.Secret;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.Volume;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.resource.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets are sealed where they are kept and opened only for tasks (promises.md §7.6). */
class SecretsTest {
  private static final String KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

  @TempDir private Path directory;

  private SecretSeal seal(String key) throws IOException {
    Path file = directory.resolve("key" + key.hashCode());
    Files.writeString(file, key + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return SecretSeal.ofFile(file);
  }

  @Test
  void whatWasSealedCanBeOpenedAgain() throws Exception {
    SecretSeal seal = seal(KEY);

    SealedSecret sealed = SealedSecret.of(seal.seal("db/password", "s3cr3t".getBytes(UTF_8)));

    assertThat(seal.open("db/password", sealed.bytes())).asString().isEqualTo("s3cr3t");
    assertThat(sealed.text()).doesNotContain("s3cr3t");
    assertThat(sealed.toString()).doesNotContain(sealed.text());
  }

  @Test
  void noTwoSealsAreAlike() throws Exception {
    SecretSeal seal = seal(KEY);

    assertThat(seal.seal("a", new byte[] {1})).isNotEqualTo(seal.seal("a", new byte[] {1}));
  }

  @Test
  void whoMustSeeChangesSealsAlikeForOnePathOnly() throws Exception {
    SecretSeal seal = seal(KEY);
    byte[] sealed = seal.sealAlike("a", new byte[] {1});

    assertThat(sealed).isEqualTo(seal.sealAlike("a", new byte[] {1}));
    assertThat(sealed).isNotEqualTo(seal.sealAlike("b", new byte[] {1}));
    assertThat(sealed).isNotEqualTo(seal.sealAlike("a", new byte[] {2}));
    assertThat(seal.open("a", sealed)).containsExactly(1);
  }

  @Test
  void aSealedSecretIsGoodForItsOwnPathAndKeyOnly() throws Exception {
    SecretSeal seal = seal(KEY);
    byte[] sealed = seal.seal("a", "x".getBytes(UTF_8));
    SecretSeal other = seal("QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=");

    assertThatThrownBy(() -> seal.open("b", sealed)).isInstanceOf(GeneralSecurityException.class);
    assertThatThrownBy(() -> other.open("a", sealed)).isInstanceOf(GeneralSecurityException.class);
    sealed[sealed.length - 1] ^= 1;
    assertThatThrownBy(() -> seal.open("a", sealed)).isInstanceOf(GeneralSecurityException.class);
  }

  @Test
  void aKeyThatOthersCanReadIsRefused() throws Exception {
    Path file = directory.resolve("open");
    Files.writeString(file, KEY);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> SecretSeal.ofFile(file)).hasMessageContaining("0600");
  }

  @Test
  void aKeyOfAnotherLengthIsRefused() {
    assertThatThrownBy(() -> seal("c2hvcnQ=")).hasMessageContaining("32 bytes");
    assertThatThrownBy(() -> seal("not base64!")).hasMessageContaining("32 bytes");
  }

  @Test
  void tasksGetSecretsAsVariablesAndFiles() throws Exception {
    SecretSeal seal = seal(KEY);
    var sealed =
        Map.of("db/password", SealedSecret.of(seal.seal("db/password", "s3cr3t".getBytes(UTF_8))));

    TaskInfo task =
        TaskInfos.of(launch(), SecretValues.of(Optional.of(seal), sealed), ChosenNames.DEFAULT);

    Environment.Variable variable =
        task.getCommand().getEnvironment().getVariablesList().stream()
            .filter(v -> v.getName().equals("PASSWORD"))
            .findFirst()
            .orElseThrow();
    assertThat(variable.getType()).isEqualTo(Environment.Variable.Type.SECRET);
    assertThat(variable.getSecret().getValue().getData().toStringUtf8()).isEqualTo("s3cr3t");
    Volume volume = task.getContainer().getVolumes(0);
    assertThat(volume.getContainerPath()).isEqualTo("etc/password");
    assertThat(volume.getSource().getSecret().getValue().getData().toStringUtf8())
        .isEqualTo("s3cr3t");
  }

  @Test
  void ofASecretThatIsNotThereTheAgentIsToldTheName() {
    TaskInfo task = TaskInfos.of(launch(), SecretValues.NONE, ChosenNames.DEFAULT);

    Secret secret = task.getContainer().getVolumes(0).getSource().getSecret();
    assertThat(secret.getType()).isEqualTo(Secret.Type.REFERENCE);
    assertThat(secret.getReference().getName()).isEqualTo("/db/password");
  }

  private static TaskLaunch launch() {
    App app =
        App.created(
            Apps.sleeper(
                "/app",
                1,
                ",'secrets':{'pw':{'source':'/db/password'}},'env':{'PASSWORD':{'secret':'pw'}},"
                    + "'portDefinitions':[],'container':{'type':'MESOS','volumes':"
                    + "[{'containerPath':'etc/password','secret':'pw'}]}"),
            Instant.EPOCH);
    return new TaskLaunch(
        new InstanceId(app.id(), new UUID(1, 1)).task(1),
        app,
        new Placement(new AgentId("agent"), "host", List.of(), new TreeMap<>()),
        Resources.of(0.1, 32, 0),
        false);
  }
}
