/** What a service can be told in its YAML file; a sensible default stands beside each key. */
package dev.stadion.dropwizard.config;
