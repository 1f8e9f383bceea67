package dev.stadion.marathon.persistence;

import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.VersionInfo;
import dev.stadion.marathon.wire.AppCodec;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;

/** One of the definitions an app had. Only read; {@link AppRows} write it. */
@Entity(name = "AppVersion")
@Table(name = "app_version")
class AppVersionEntity {
  @EmbeddedId private Key key;

  @Column(name = "last_scaling_at", nullable = false)
  private Instant lastScalingAt;

  @Column(name = "last_config_change_at", nullable = false)
  private Instant lastConfigChangeAt;

  @Column(name = "definition", nullable = false, columnDefinition = "text")
  private String definition;

  /** Null while the app is wanted. */
  @Column(name = "removed_at")
  private Instant removedAt;

  /** For Hibernate. */
  protected AppVersionEntity() {}

  /** Whether the app is still wanted, in this version or a later one. */
  boolean isWanted() {
    return removedAt == null;
  }

  /** Whether the app was wanted at this moment, were it in this version then. */
  boolean isWantedAt(Instant moment) {
    return removedAt == null || removedAt.isAfter(moment);
  }

  App app() {
    return new App(
        AppCodec.definition(definition),
        new VersionInfo(key.version, lastScalingAt, lastConfigChangeAt));
  }

  /** An app's id and the moment of the version. */
  @Embeddable
  static class Key implements Serializable {
    private static final long serialVersionUID = 1;

    @Column(name = "app_id", nullable = false, columnDefinition = "text")
    private String appId;

    @Column(name = "version", nullable = false)
    private Instant version;

    /** For Hibernate. */
    protected Key() {}

    Key(String appId, Instant version) {
      this.appId = appId;
      this.version = version;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && appId.equals(key.appId) && version.equals(key.version);
    }

    @Override
    public int hashCode() {
      return Objects.hash(appId, version);
    }
  }
}
