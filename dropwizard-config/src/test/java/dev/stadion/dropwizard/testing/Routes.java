package dev.stadion.dropwizard.testing;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Every route that the resources of some packages declare. */
public final class Routes {
  private Routes() {}

  /**
   * @param template as declared, such as {@code /v2/apps/{id: .+}}
   */
  public record Route(String method, String template, boolean takesBody) {
    public String name() {
      return method + " " + template;
    }
  }

  /** By name. */
  public static SortedMap<String, Route> declaredIn(String... packages) {
    var routes = new TreeMap<String, Route>();
    for (JavaClass found :
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(packages)) {
      if (found.isAnnotatedWith(Path.class)) {
        Class<?> resource = found.reflect();
        for (Method method : resource.getMethods()) {
          httpMethod(method)
              .map(verb -> new Route(verb, template(resource, method), takesBody(method)))
              .forEach(route -> routes.put(route.name(), route));
        }
      }
    }
    return routes;
  }

  private static Stream<String> httpMethod(Method method) {
    return Arrays.stream(method.getAnnotations())
        .map(Annotation::annotationType)
        .map(type -> type.getAnnotation(HttpMethod.class))
        .filter(verb -> verb != null)
        .map(HttpMethod::value);
  }

  private static String template(Class<?> resource, Method method) {
    String whole = "/" + resource.getAnnotation(Path.class).value();
    Path own = method.getAnnotation(Path.class);
    return (own == null ? whole : whole + "/" + own.value()).replaceFirst("^/+", "/");
  }

  private static boolean takesBody(Method method) {
    return Arrays.stream(method.getParameters()).anyMatch(Routes::isBody);
  }

  private static boolean isBody(Parameter parameter) {
    return parameter.getAnnotations().length == 0;
  }
}
