package dev.stadion.chronos;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The forbidden dependencies of architecture.md §2. */
class ArchitectureTest {
  private static final String[] DOMAIN = {
    "dev.stadion.chronos.job..",
    "dev.stadion.chronos.schedule..",
    "dev.stadion.chronos.run..",
    "dev.stadion.chronos.notice..",
    "dev.stadion.chronos.scheduler.."
  };

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.stadion.chronos");

  @Test
  void theDomainKnowsNoFrameworkAndNoShell() {
    noClasses()
        .that()
        .resideInAnyPackage(DOMAIN)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.dropwizard..",
            "jakarta..",
            "org.hibernate..",
            "org.quartz..",
            "com.fasterxml..",
            "com.google.protobuf..",
            "org.slf4j..",
            "dev.stadion.mesos..",
            "dev.stadion.offerclient..",
            "dev.stadion.dropwizard..",
            "dev.stadion.chronos.document..",
            "dev.stadion.chronos.runtime..",
            "dev.stadion.chronos.persistence..",
            "dev.stadion.chronos.api..")
        .check(CLASSES);
  }

  @Test
  void theApiAndPersistenceDoNotKnowEachOther() {
    noClasses()
        .that()
        .resideInAPackage("..chronos.api..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("..chronos.persistence..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("..chronos.persistence..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("..chronos.api..")
        .check(CLASSES);
  }

  @Test
  void quartzIsKnownToTheAlarmClockOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..chronos.runtime.quartz..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.quartz..")
        .check(CLASSES);
  }

  @Test
  void nobodyReadsTheClockOrDrawsLots() {
    noClasses()
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callMethod(UUID.class, "randomUUID")
        .orShould()
        .callConstructor(Random.class)
        .check(CLASSES);
  }

  @Test
  void theOtherServicesAreReachedOverHttpOnly() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.stadion.marathon..", "dev.stadion.master..", "dev.stadion.agent..")
        .check(CLASSES);
  }
}
