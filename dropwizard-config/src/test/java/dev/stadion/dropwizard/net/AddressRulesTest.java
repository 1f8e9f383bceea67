package dev.stadion.dropwizard.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {
  private static final AddressRules STRICT = new AddressRules(List.of(), "allow");
  private static final AddressRules OPEN =
      new AddressRules(List.of(Cidr.parse("0.0.0.0/0"), Cidr.parse("::/0")), "allow");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "169.254.169.254",
        "224.0.0.1",
        "239.255.255.250",
        "255.255.255.255",
        "240.0.0.1",
        "100.100.100.200",
        "192.0.0.192",
        "::",
        "fe80::1",
        "ff02::1",
        "fd00:ec2::254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1"
      })
  void someAddressesAreNeverAskedWhateverTheOperatorAllows(String address) {
    assertThat(OPEN.refusal(InetAddress.ofLiteral(address))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.255.255.254",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "198.18.0.1",
        "::1",
        "fc00::1",
        "fd12::1",
        "fec0::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "::7f00:1"
      })
  void whatIsNotPublicIsAskedOnlyWhenAllowed(String address) {
    assertThat(STRICT.refusal(InetAddress.ofLiteral(address))).isPresent();
    assertThat(OPEN.refusal(InetAddress.ofLiteral(address))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1", "8.8.8.8", "172.32.0.1", "2001:db8::1", "100.128.0.1"})
  void whatIsPublicMayBeAsked(String address) {
    assertThat(STRICT.refusal(InetAddress.ofLiteral(address))).isEmpty();
  }

  @Test
  void aNetworkIsItsAddressAndTheBitsThatCount() {
    Cidr cidr = Cidr.parse("10.1.128.0/17");

    assertThat(cidr.contains(InetAddress.ofLiteral("10.1.200.1"))).isTrue();
    assertThat(cidr.contains(InetAddress.ofLiteral("10.1.127.255"))).isFalse();
    assertThat(cidr.contains(InetAddress.ofLiteral("::1"))).isFalse();
    assertThat(cidr).hasToString("10.1.128.0/17").isEqualTo(Cidr.parse("10.1.128.0/17"));
  }
}
