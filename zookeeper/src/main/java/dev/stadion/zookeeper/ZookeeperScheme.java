package dev.stadion.zookeeper;

import dev.stadion.mesos.detect.MasterDetector;
import dev.stadion.mesos.detect.MasterScheme;

/** Makes {@code zk://} known to {@link MasterDetector#parse}. */
public final class ZookeeperScheme implements MasterScheme {
  @Override
  public String name() {
    return "zk";
  }

  @Override
  public MasterDetector open(String address) {
    return new ZookeeperDetector(ZookeeperUrl.parse(address));
  }
}
