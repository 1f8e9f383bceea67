package dev.stadion.marathon;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The dependencies that must not be. */
class ArchitectureTest {
  private static final String[] DOMAIN = {
    "..marathon.app..",
    "..marathon.group..",
    "..marathon.instance..",
    "..marathon.deployment..",
    "..marathon.launch..",
    "..marathon.scheduler.."
  };

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.stadion.marathon");

  @Test
  void theDomainKnowsNoFrameworkAndNotTheShell() {
    noClasses()
        .that()
        .resideInAnyPackage(DOMAIN)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.dropwizard..",
            "jakarta..",
            "org.hibernate..",
            "com.fasterxml..",
            "com.google.protobuf..",
            "dev.stadion.mesos..",
            "dev.stadion.offerclient..",
            "dev.stadion.dropwizard..",
            "..marathon.runtime..",
            "..marathon.persistence..",
            "..marathon.api..",
            "..marathon.wire..")
        .check(CLASSES);
  }

  @Test
  void theApiAndTheDatabaseDoNotKnowEachOther() {
    noClasses()
        .that()
        .resideInAPackage("..marathon.api..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("..marathon.persistence..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("..marathon.persistence..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("..marathon.api..")
        .check(CLASSES);
  }

  @Test
  void nothingKnowsChronosOrMasterOrAgent() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.stadion.chronos..", "dev.stadion.master..", "dev.stadion.agent..")
        .check(CLASSES);
  }

  @Test
  void timeAndChanceAreArguments() {
    noClasses()
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(LocalDateTime.class, "now")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
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
