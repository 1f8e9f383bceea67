package dev.stadion.marathon.persistence;

import dev.stadion.marathon.deployment.DeploymentId;
import dev.stadion.marathon.deployment.DeploymentPlan;
import dev.stadion.marathon.wire.PlanCodec;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A deployment on its way. */
@Entity(name = "Deployment")
@Table(name = "deployment")
class DeploymentEntity {
  @Id
  @Column(name = "id", nullable = false)
  private UUID id;

  @Column(name = "version", nullable = false)
  private Instant version;

  @Column(name = "plan", nullable = false, columnDefinition = "text")
  private String plan;

  /** For Hibernate. */
  protected DeploymentEntity() {}

  DeploymentEntity(DeploymentPlan plan) {
    this.id = plan.id().uuid();
    this.version = plan.version();
    this.plan = PlanCodec.write(plan);
  }

  DeploymentPlan plan() {
    return PlanCodec.plan(new DeploymentId(id), version, plan);
  }
}
