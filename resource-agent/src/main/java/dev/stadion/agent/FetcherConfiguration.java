package dev.stadion.agent;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.stadion.agent.fetch.FetchLimits;
import dev.stadion.agent.fetch.FetchSettings;
import dev.stadion.agent.fetch.Repositories;
import dev.stadion.dropwizard.net.Cidr;
import io.dropwizard.util.DataSize;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDataSize;
import io.dropwizard.validation.MinDuration;
import io.dropwizard.validation.ValidationMethod;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Where the artifacts of tasks may come from, and what they may cost.
 *
 * <table>
 *   <caption>Keys</caption>
 *   <tr><th>Name</th><th>Default</th><th>Meaning</th></tr>
 *   <tr><td>allowCidrs</td><td>(none)</td><td>Loopback and private networks that may be asked, as in
 *       127.0.0.0/8; link-local and multicast addresses never may</td></tr>
 *   <tr><td>localRoots</td><td>(none)</td><td>Directories of this machine of which tasks may have
 *       copies of files</td></tr>
 *   <tr><td>mavenRepository</td><td>(found)</td><td>Where {@code maven:} artifacts come from. When
 *       empty: STADION_MAVEN_REPOSITORY, else the mirror or repository of the user's
 *       settings.xml</td></tr>
 *   <tr><td>pypiIndex</td><td>(found)</td><td>Where {@code pypi:} packages come from. When empty:
 *       PIP_INDEX_URL, else that of pip's configuration</td></tr>
 *   <tr><td>cacheSize</td><td>2 GiB</td><td>What the cache may hold; 0 B for no cache</td></tr>
 *   <tr><td>maxSize</td><td>1 GiB</td><td>Of one artifact</td></tr>
 *   <tr><td>within</td><td>5 min</td><td>How long one artifact may take</td></tr>
 *   <tr><td>stallAfter</td><td>1 min</td><td>How long it may make no progress</td></tr>
 * </table>
 */
public final class FetcherConfiguration {
  @NotNull private List<String> allowCidrs = List.of();
  @NotNull private List<String> localRoots = List.of();
  @NotNull private String mavenRepository = "";
  @NotNull private String pypiIndex = "";
  @NotNull private DataSize cacheSize = DataSize.gibibytes(2);

  @NotNull @MinDataSize(1)
  private DataSize maxSize = DataSize.gibibytes(1);

  @NotNull @MinDuration(value = 1, unit = TimeUnit.SECONDS)
  private Duration within = Duration.minutes(5);

  @NotNull @MinDuration(value = 1, unit = TimeUnit.SECONDS)
  private Duration stallAfter = Duration.minutes(1);

  /**
   * The settings these keys mean.
   *
   * @param found what this machine's user has set up for other programs
   */
  FetchSettings toSettings(Repositories found) {
    FetchLimits defaults = FetchLimits.DEFAULTS;
    return new FetchSettings(
        allowCidrs.stream().map(Cidr::parse).toList(),
        localRoots.stream().map(Path::of).toList(),
        Repositories.directory(mavenRepository).or(found::maven),
        Repositories.directory(pypiIndex).or(found::pypi),
        cacheSize.toBytes(),
        new FetchLimits(
            maxSize.toBytes(),
            within.toJavaDuration(),
            stallAfter.toJavaDuration(),
            defaults.redirects(),
            defaults.unpackedBytes(),
            defaults.entries(),
            defaults.ratio()));
  }

  @JsonIgnore
  @ValidationMethod(message = "allowCidrs must be networks such as 127.0.0.0/8 or fd00::/8")
  public boolean isAllowCidrsReadable() {
    try {
      allowCidrs.forEach(Cidr::parse);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @JsonIgnore
  @ValidationMethod(message = "mavenRepository and pypiIndex must be http or https addresses")
  public boolean isRepositoriesAddresses() {
    return List.of(mavenRepository, pypiIndex).stream()
        .allMatch(text ->
            text.isBlank()
                || Repositories.directory(text)
                    .filter(uri -> uri.getHost() != null)
                    .filter(uri -> List.of("http", "https").contains(uri.getScheme()))
                    .isPresent());
  }

  @JsonProperty
  public List<String> getAllowCidrs() {
    return allowCidrs;
  }

  @JsonProperty
  public void setAllowCidrs(List<String> allowCidrs) {
    this.allowCidrs = List.copyOf(allowCidrs);
  }

  @JsonProperty
  public List<String> getLocalRoots() {
    return localRoots;
  }

  @JsonProperty
  public void setLocalRoots(List<String> localRoots) {
    this.localRoots = List.copyOf(localRoots);
  }

  @JsonProperty
  public String getMavenRepository() {
    return mavenRepository;
  }

  @JsonProperty
  public void setMavenRepository(String mavenRepository) {
    this.mavenRepository = mavenRepository;
  }

  @JsonProperty
  public String getPypiIndex() {
    return pypiIndex;
  }

  @JsonProperty
  public void setPypiIndex(String pypiIndex) {
    this.pypiIndex = pypiIndex;
  }

  @JsonProperty
  public DataSize getCacheSize() {
    return cacheSize;
  }

  @JsonProperty
  public void setCacheSize(DataSize cacheSize) {
    this.cacheSize = cacheSize;
  }

  @JsonProperty
  public DataSize getMaxSize() {
    return maxSize;
  }

  @JsonProperty
  public void setMaxSize(DataSize maxSize) {
    this.maxSize = maxSize;
  }

  @JsonProperty
  public Duration getWithin() {
    return within;
  }

  @JsonProperty
  public void setWithin(Duration within) {
    this.within = within;
  }

  @JsonProperty
  public Duration getStallAfter() {
    return stallAfter;
  }

  @JsonProperty
  public void setStallAfter(Duration stallAfter) {
    this.stallAfter = stallAfter;
  }
}
