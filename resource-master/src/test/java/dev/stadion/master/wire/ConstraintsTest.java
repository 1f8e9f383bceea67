package dev.stadion.master.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.master.heart.AttributeConstraint.Test.TextIs;
import dev.stadion.mesos.v1.scheduler.AttributeConstraint;
import dev.stadion.mesos.v1.scheduler.OfferConstraints;
import org.junit.jupiter.api.Test;

class ConstraintsTest {

  @Test
  void aRegexMustMatchTheWholeText() {
    var read = Constraints.read(matching("rack-[0-9]+"));

    var test = (TextIs) read.groups().get("web").getFirst().getFirst().test();
    assertThat(test.text().test("rack-12")).isTrue();
    assertThat(test.text().test("a rack-12")).isFalse();
  }

  @Test
  void aRegexThatIsWrongOrTooComplexIsRefused() {
    assertThat(Constraints.read(matching("(")).problem()).get().asString().contains("regex");
    assertThat(Constraints.read(matching("(a{1,30}b){30}")).problem())
        .get()
        .asString()
        .contains("too complex");
    assertThat(Constraints.read(matching("a".repeat(5_000))).problem())
        .get()
        .asString()
        .contains("too long");
  }

  @Test
  void whatSaysNothingIsRefused() {
    var noGroups =
        OfferConstraints.newBuilder()
            .putRoleConstraints("web", OfferConstraints.RoleConstraints.getDefaultInstance())
            .build();
    var noConstraints = constraints(OfferConstraints.RoleConstraints.Group.newBuilder());
    var noSelector =
        constraints(
            OfferConstraints.RoleConstraints.Group.newBuilder()
                .addAttributeConstraints(
                    AttributeConstraint.newBuilder()
                        .setSelector(AttributeConstraint.Selector.getDefaultInstance())
                        .setPredicate(
                            AttributeConstraint.Predicate.newBuilder()
                                .setExists(
                                    AttributeConstraint.Predicate.Exists.getDefaultInstance()))));

    assertThat(Constraints.read(noGroups).problem()).isPresent();
    assertThat(Constraints.read(noConstraints).problem()).isPresent();
    assertThat(Constraints.read(noSelector).problem()).isPresent();
    assertThat(Constraints.read(OfferConstraints.getDefaultInstance()))
        .isEqualTo(dev.stadion.master.heart.OfferConstraints.NONE);
  }

  private static OfferConstraints matching(String regex) {
    return constraints(
        OfferConstraints.RoleConstraints.Group.newBuilder()
            .addAttributeConstraints(
                AttributeConstraint.newBuilder()
                    .setSelector(AttributeConstraint.Selector.newBuilder().setAttributeName("rack"))
                    .setPredicate(
                        AttributeConstraint.Predicate.newBuilder()
                            .setTextMatches(
                                AttributeConstraint.Predicate.TextMatches.newBuilder()
                                    .setRegex(regex)))));
  }

  private static OfferConstraints constraints(
      OfferConstraints.RoleConstraints.Group.Builder group) {
    return OfferConstraints.newBuilder()
        .putRoleConstraints(
            "web", OfferConstraints.RoleConstraints.newBuilder().addGroups(group).build())
        .build();
  }
}
