package dev.stadion.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the agent's packages may know of each other and of the world. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.stadion.agent");

  @Test
  void theHeartKnowsNoFrameworkAndNoWire() {
    noClasses()
        .that()
        .resideInAnyPackage("..agent.heart..", "..agent.task..", "..agent.process..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.dropwizard..",
            "jakarta..",
            "com.google..",
            "com.fasterxml..",
            "dev.stadion.mesos..",
            "dev.stadion.dropwizard..",
            "..agent.runtime..",
            "..agent.master..",
            "..agent.api..")
        .check(CLASSES);
  }

  @Test
  void theSupervisorProcessNeedsNothingButTheJdk() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "..agent.supervisor..", "..agent.posix..", "..agent.journal..", "..agent.process..")
        .and()
        .doNotHaveSimpleName("SupervisorLink")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages(
            "java..",
            "..agent.supervisor..",
            "..agent.posix..",
            "..agent.journal..",
            "..agent.process..")
        .check(CLASSES);
  }

  @Test
  void theAgentHasNoDatabase() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.sql..", "javax.sql..", "org.hibernate..", "..dropwizard.database..")
        .check(CLASSES);
  }

  @Test
  void nobodyReadsAClockOrMakesChanceByItself() {
    noClasses()
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(UUID.class, "randomUUID")
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .check(CLASSES);
  }
}
