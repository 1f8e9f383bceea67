package dev.stadion.master;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What may know what. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.stadion.master");

  @Test
  void theHeartKnowsOnlyTheCoreAndItsCollections() {
    noClasses()
        .that()
        .resideInAPackage("..master.heart..")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages(
            "dev.stadion.master.heart..",
            "dev.stadion.scheduling..",
            "org.pcollections..",
            "java..")
        .check(CLASSES);
  }

  @Test
  void theHeartReadsNoClockAndTakesNoChances() {
    noClasses()
        .that()
        .resideInAPackage("..master.heart..")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(UUID.class, "randomUUID")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Random.class)
        .check(CLASSES);
  }

  @Test
  void theMappingToTheWireKnowsNoServer() {
    noClasses()
        .that()
        .resideInAPackage("..master.wire..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.dropwizard..",
            "jakarta..",
            "org.hibernate..",
            "org.eclipse.jetty..",
            "..master.api..",
            "..master.runtime..",
            "..master.persistence..")
        .check(CLASSES);
  }

  @Test
  void theHttpFaceAndTheDatabaseDoNotKnowEachOther() {
    noClasses()
        .that()
        .resideInAPackage("..master.api..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..master.persistence..", "org.hibernate..", "java.sql..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("..master.persistence..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..master.api..", "..master.runtime..", "jakarta.servlet..")
        .check(CLASSES);
  }

  @Test
  void theMasterKnowsNoServiceAndNoAgent() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.stadion.marathon..",
            "dev.stadion.chronos..",
            "dev.stadion.agent..",
            "dev.stadion.offerclient..")
        .check(CLASSES);
  }
}
