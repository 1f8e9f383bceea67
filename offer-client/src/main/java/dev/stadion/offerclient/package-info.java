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
 *   <li>Store the framework id that {@code Subscribed} brings, and give it to the next client: the
 *       tasks belong to that id.
 *   <li>Calls never block and never fail. They are sent in order, each on the subscription it was
 *       made under or not at all, and never twice. Nothing but an event tells what came of one.
 *   <li>After every {@code Subscribed}, earlier offers are void, and news may have been missed:
 *       reconcile, and repeat what is still wanted.
 *   <li>Updates come at least once. Acknowledge those with a uuid, after storing what they say;
 *       until then the agent repeats them.
 *   <li>Unused offers are held for you until declined. Decline what is of no use, for long when
 *       nothing is wanted, and {@code revive} when that changes.
 *   <li>The client comes back by itself after every disconnection, at once and then with growing
 *       waits. {@code Refused} says that coming back may be pointless, which it cannot judge.
 *   <li>In tests, {@code testing.FakeMaster} plays the master over a real socket.
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
 *       case SchedulerEvent.Rescinded _,
 *           SchedulerEvent.AgentLost _,
 *           SchedulerEvent.ExecutorLost _,
 *           SchedulerEvent.MessageReceived _,
 *           SchedulerEvent.Disconnected _ -> {}
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
 *         TaskInfo.newBuilder()
 *             .setName("hello")
 *             .setTaskId(Ids.toProto(new TaskId("hello.1")))
 *             .setAgentId(Ids.toProto(offer.agent()))
 *             .addAllResources(ResourceConverter.toProto(NEEDED))
 *             .setCommand(CommandInfo.newBuilder().setValue("echo hello, stadion"));
 *     var launch = Operation.newBuilder().setType(Operation.Type.LAUNCH);
 *     launch.getLaunchBuilder().addTaskInfos(task);
 *     master.accept(List.of(offer.id()), List.of(launch.build()), AN_HOUR);
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
