package dev.stadion.interop.marathon;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import mesosphere.marathon.client.Marathon;

/** Knows which calls of a client came back with an answer. Used by one thread. */
final class Calls {
  private final Set<String> answered = new TreeSet<>();

  /** The same client; what it answers is counted here. */
  Marathon counting(Marathon client) {
    return (Marathon)
        Proxy.newProxyInstance(
            Marathon.class.getClassLoader(),
            new Class<?>[] {Marathon.class},
            (proxy, method, arguments) -> {
              try {
                Object answer = method.invoke(client, arguments);
                answered.add(signature(method));
                return answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** The calls of the client that nothing has answered yet. */
  List<String> missing() {
    return Arrays.stream(Marathon.class.getMethods())
        .map(Calls::signature)
        .filter(call -> !answered.contains(call))
        .toList();
  }

  int count() {
    return answered.size();
  }

  private static String signature(Method method) {
    return method.getName() + "/" + method.getParameterCount();
  }
}
