package dev.stadion.dropwizard;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.stadion.dropwizard.time.MonotonicClock;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ChassisRulesTest {
  private static final JavaClasses CHASSIS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.stadion.dropwizard");

  @Test
  void theLoopKnowsTheHeartAndNothingElse() {
    classes()
        .that()
        .resideInAPackage("..dropwizard.loop..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.slf4j..",
            "dev.stadion.scheduling..",
            "dev.stadion.dropwizard.loop..",
            "dev.stadion.dropwizard.time..")
        .check(CHASSIS);
  }

  @Test
  void theEmbeddedServerStandsOnItsOwn() {
    noClasses()
        .that()
        .resideInAPackage("..dropwizard.postgres..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.dropwizard..", "org.hibernate..", "org.eclipse..", "jakarta..")
        .check(CHASSIS);
  }

  @Test
  void theDatabaseKnowsNothingOfHttp() {
    noClasses()
        .that()
        .resideInAnyPackage("..dropwizard.database..", "..dropwizard.leader..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "..dropwizard.http..", "..dropwizard.sse..", "jakarta.ws..", "jakarta.servlet..")
        .check(CHASSIS);
  }

  @Test
  void clocksAreReadWhereTheyAreMadeAndNowhereElse() {
    noClasses()
        .that()
        .areNotAssignableTo(MonotonicClock.class)
        .and()
        .haveSimpleNameNotEndingWith("HardExit")
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(UUID.class, "randomUUID")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .check(CHASSIS);
  }
}
