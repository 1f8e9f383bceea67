/**
 * A framework's conversation with a master: the Java SDK. It needs no server framework, and speaks
 * to Stadion's master and to any Mesos 1.x one.
 *
 * <p>A framework is what wants to run tasks. It subscribes, is offered resources of agents, accepts
 * an offer with tasks to launch on it or declines it, hears what becomes of its tasks, and
 * acknowledges that. {@link dev.stadion.offerclient.SchedulerClient} holds the conversation; events
 * come to a {@link dev.stadion.offerclient.SchedulerListener}, calls are made through {@link
 * dev.stadion.offerclient.SchedulerCalls}. What to know before relying on it:
 *
 * <ul>
 *   <li>The tasks belong to the framework's id. A {@link dev.stadion.offerclient.FrameworkIdStore}
 *       keeps it in a file; without one, store what {@code Subscribed} brings and give it to the
 *       next client.
 *   <li>Calls never fail, and do not wait for an answer. They are sent in order, each on the
 *       subscription it was made under or not at all, and never twice. Nothing but an event tells
 *       what came of one.
 *   <li>Calls wait for room: whoever makes them faster than the master takes them is held up, once
 *       100 000 calls or 32 MiB are queued, for up to 20 seconds each; then the call is dropped and
 *       the subscription given up. A listener that makes calls does not read meanwhile.
 *   <li>After every {@code Subscribed}, earlier offers are void, and news may have been missed:
 *       reconcile, and repeat what is still wanted. {@link dev.stadion.offerclient.Reconciler} asks
 *       until every task has its answer.
 *   <li>Updates come at least once. Acknowledge those with a uuid, after storing what they say;
 *       until then the agent repeats them.
 *   <li>Unused offers are held for you until declined. Decline what is of no use, for long when
 *       nothing is wanted, and {@code revive} when that changes.
 *   <li>Be as slow as you like: while the listener works, nothing is read, so the master's events
 *       pile up at the master and not here. A master may end a stream that it cannot write to.
 *   <li>The client comes back by itself after every disconnection, at once and then with growing
 *       waits. {@code Refused} says that coming back may be pointless, which it cannot judge.
 *   <li>Masters come from a list, a file, ZooKeeper (with the artifact {@code zookeeper} beside
 *       this one), or a {@link dev.stadion.mesos.detect.MasterDetector} of your own.
 *   <li>In tests, {@code testing.FakeMaster} plays the master over a real socket. It is part of
 *       this artifact, because it needs nothing that the client does not need.
 * </ul>
 *
 * <p>A whole framework that runs one command:
 *
 * <pre>{@code
 * final class HelloFramework implements AutoCloseable {
 *   private static final Resources NEEDED = Resources.of(0.1, 32, 0);
 *   private static final Duration AN_HOUR = Duration.ofHours(1);
 *
 *   private final CompletableFuture<TaskUpdate> ended = new CompletableFuture<>();
 *   private final SchedulerClient master;
 *   private boolean launched;
 *
 *   HelloFramework(URI address) {
 *     var info = FrameworkInfo.newBuilder().setUser("nobody").setName("hello").build();
 *     master = SchedulerClient.builder(List.of(address), info).listener(this::on).build();
 *     master.start();
 *   }
 *
 *   private void on(SchedulerEvent event) {
 *     switch (event) {
 *       case SchedulerEvent.Subscribed _ -> master.reconcile(Map.of());
 *       case SchedulerEvent.Offered(var offers) -> offers.forEach(this::use);
 *       case SchedulerEvent.Updated(var update) -> learn(update);
 *       case SchedulerEvent.Refused(var message) ->
 *           ended.completeExceptionally(new IllegalStateException(message));
 *       default -> {} // the rest concerns those who keep more than one task
 *     }
 *   }
 *
 *   private void use(Offer offer) {
 *     if (launched || !offer.resources().contains(NEEDED)) {
 *       master.decline(List.of(offer.id()), AN_HOUR);
 *       return;
 *     }
 *     launched = true;
 *     var task =
 *         Operations.shell(new TaskId("hello.1"), offer.agent(), NEEDED, "echo hello, stadion");
 *     master.accept(List.of(offer.id()), List.of(Operations.launch(List.of(task.build()))), AN_HOUR);
 *   }
 *
 *   private void learn(TaskUpdate update) {
 *     // A real framework stores what it learned before it acknowledges.
 *     update
 *         .uuid()
 *         .ifPresent(uuid -> master.acknowledge(update.task(), update.agent().orElseThrow(), uuid));
 *     if (update.state().isTerminal()) {
 *       ended.complete(update);
 *     }
 *   }
 *
 *   // Waits for the task to end.
 *   TaskUpdate await() {
 *     return ended.join();
 *   }
 *
 *   @Override
 *   public void close() {
 *     master.close();
 *   }
 * }
 * }</pre>
 */
package dev.stadion.offerclient;
