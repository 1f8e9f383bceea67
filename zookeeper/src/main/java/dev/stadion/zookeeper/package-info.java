/**
 * Masters in ZooKeeper, as Mesos has them there (mesos-v1.md §15): a leader announces itself, and
 * whoever looks for one finds it by {@code zk://host:port,…/path}. Nothing is stored there but
 * that.
 */
package dev.stadion.zookeeper;
