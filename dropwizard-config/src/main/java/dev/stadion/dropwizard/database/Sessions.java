package dev.stadion.dropwizard.database;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.hibernate.SessionFactory;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.model.naming.CamelCaseToUnderscoresNamingStrategy;
import org.hibernate.boot.registry.StandardServiceRegistry;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.cfg.AvailableSettings;

/** Builds the one Hibernate session factory of a service, without what we do not use. */
final class Sessions {
  private Sessions() {}

  static SessionFactory open(DataSource dataSource, String schema, List<Class<?>> entities) {
    StandardServiceRegistry registry =
        new StandardServiceRegistryBuilder()
            .applySettings(settings(dataSource, schema, !entities.isEmpty()))
            .build();
    try {
      var sources = new MetadataSources(registry);
      entities.forEach(sources::addAnnotatedClass);
      return sources
          .getMetadataBuilder()
          .applyPhysicalNamingStrategy(new CamelCaseToUnderscoresNamingStrategy())
          .build()
          .buildSessionFactory();
    } catch (RuntimeException e) {
      StandardServiceRegistryBuilder.destroy(registry);
      throw e;
    }
  }

  private static Map<String, Object> settings(
      DataSource dataSource, String schema, boolean validate) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(AvailableSettings.JAKARTA_NON_JTA_DATASOURCE, dataSource);
    settings.put(AvailableSettings.DEFAULT_SCHEMA, schema);
    settings.put(AvailableSettings.HBM2DDL_AUTO, validate ? "validate" : "none");
    // The pools hand out connections with autocommit off.
    settings.put(AvailableSettings.CONNECTION_PROVIDER_DISABLES_AUTOCOMMIT, true);
    settings.put(AvailableSettings.STATEMENT_BATCH_SIZE, 500);
    settings.put(AvailableSettings.ORDER_INSERTS, true);
    settings.put(AvailableSettings.ORDER_UPDATES, true);
    settings.put(AvailableSettings.BATCH_VERSIONED_DATA, true);
    settings.put(AvailableSettings.JDBC_TIME_ZONE, "UTC");
    settings.put(AvailableSettings.USE_SECOND_LEVEL_CACHE, false);
    settings.put(AvailableSettings.USE_QUERY_CACHE, false);
    settings.put(AvailableSettings.GENERATE_STATISTICS, false);
    // Shape is checked at the edge, meaning in the domain.
    settings.put(AvailableSettings.JAKARTA_VALIDATION_MODE, "none");
    return settings;
  }
}
